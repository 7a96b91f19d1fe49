import type { Withdrawal } from "../../release/transitions";
import { refuseSecondRelease } from "./begin";
import type { Environment } from "../world/environment";
import { refuseServingChanges } from "../world/servingChanges";
import { type DeployRequest, progressFrom } from "./progress";
import { requireMayBegin } from "./rest";
import { releaseResult, type ReleaseResult } from "./result";
import type { Run } from "./run";
import { walk } from "./walk";

/** A release from start to finish: the six steps, and the services' own hooks between them. */
export async function release(
  run: Run,
  environment: Environment,
  asked: DeployRequest,
): Promise<ReleaseResult> {
  const from = progressFrom(environment, {}, { asked });
  const ended = await walk(run, "release", from);
  const { id, startedAt, services } = ended.progress.request!;
  return releaseResult(run, { id, startedAt, services: Object.keys(services) }, ended);
}

/**
 * Decommissions services: their names go first, clients that still hold the address are served until the TTL
 * and its margin are over, then the fleets stop. It is a release without candidates, so it is resumed and
 * rolled back like any other. Adopted names go back to their origin, by which `rollback` returns to that.
 */
export async function decommission(
  run: Run,
  environment: Environment,
  services: readonly string[],
  { urgent, rollsBack }: Pick<Withdrawal, "urgent" | "rollsBack"> = {},
): Promise<ReleaseResult> {
  const { clock, stack } = run.ports;
  refuseSecondRelease(stack.name, environment);
  if (!rollsBack) await requireMayBegin(run, environment, { urgent });
  refuseServingChanges(stack, environment);
  const id = clock.newId();
  const startedAt = new Date(clock.nowMs()).toISOString();
  const asked = { id, owner: run.owner, startedAt, services, urgent, rollsBack };
  const ended = await walk(
    run,
    "decommission",
    progressFrom(environment, {}, { decommission: asked }),
  );
  return releaseResult(run, { id, services }, ended);
}
