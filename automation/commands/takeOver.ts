import { bluegreen } from "../course/commandLines";
import { DeployError } from "../world/errors";
import { livenessOf, type Machine, ownerProcess } from "../locks/liveness";
import type { Environment } from "../world/environment";
import type { Run } from "../runbook/run";

/** How a command treats the deployer that holds the release. */
export interface TakeOver {
  machine: Machine;
  /** Take over even from a running deployer. It will notice that it has lost its place and change nothing more. */
  evenFromTheLiving: boolean;
}

/** Refuses to continue a release while its own deployer is still running. */
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
      `release ${current.id} is in phase ${current.phase}, and its deployer ${current.owner} is still running on this host`,
      `wait until it ends, or take the release over: ${bluegreen("resume", stack.name, "--take-over")}`,
    );
  }
  reporter.note(
    `taking over release ${current.id} from ${current.owner} ` +
      `(${liveness === "alive" ? "still running on this host" : "on another host"}); ` +
      "if that deployer is still running, it will change nothing more",
  );
}
