import { DeployError } from "../world/errors";
import { livenessOf, type Machine, ownerProcess } from "../locks/liveness";
import type { Environment } from "../world/environment";
import type { Run } from "../runbook/run";

/** How a command treats the deployer that it would take a release from. */
export interface TakeOver {
  machine: Machine;
  /** Take it, also from one that lives. It finds that it has lost its place and changes nothing more. */
  evenFromTheLiving: boolean;
}

/** Refuses to go on with a release while its own deployer does. */
export function takeOver(
  { ports: { stack, reporter } }: Run,
  { release: { current } }: Environment,
  { machine, evenFromTheLiving }: TakeOver,
): void {
  const owner = current && ownerProcess(current.owner, current.ownedAt ?? current.startedAt);
  if (!current || !owner) return;
  const liveness = livenessOf(owner, machine);
  if (liveness === "gone") return;
  if (liveness === "alive" && !evenFromTheLiving) {
    throw new DeployError(
      "held",
      `release ${current.id} is ${current.phase}, and its deployer ${current.owner} lives here`,
      `wait for it, or take it over: bluegreen resume --stack ${stack.name} --take-over`,
    );
  }
  reporter.note(
    `taking release ${current.id} over from ${current.owner}, ` +
      `${liveness === "alive" ? "which lives here" : "of another machine"}: ` +
      "should it still run, it has lost its place and changes nothing more",
  );
}
