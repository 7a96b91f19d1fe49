import { refuseSecondRelease } from "./begin";
import type { Environment } from "../world/environment";
import { type DeployRequest, progressFrom } from "./progress";
import { releaseResult, type ReleaseResult } from "./result";
import type { Run } from "./run";
import { walk } from "./walk";

/** A release, from nothing to done: the six steps, and the services' own hooks between them. */
export async function release(
  run: Run,
  environment: Environment,
  asked: DeployRequest,
): Promise<ReleaseResult> {
  const from = progressFrom(environment, {}, { asked });
  const ended = await walk(run, "release", from);
  const { id, services } = ended.progress.request!;
  return releaseResult(run, { id, services: Object.keys(services) }, ended);
}

/**
 * Takes services out of production: their names go first, whoever still holds the address is served
 * until the TTL and its margin are over, then the fleets stop. Resumed and rolled back as any release,
 * for it is one, whose candidates are nothing.
 */
export async function decommission(
  run: Run,
  environment: Environment,
  services: readonly string[],
): Promise<ReleaseResult> {
  const { clock, stack } = run.ports;
  refuseSecondRelease(stack.name, environment);
  const id = clock.newId();
  const startedAt = new Date(clock.nowMs()).toISOString();
  const asked = { id, owner: run.owner, startedAt, services };
  const ended = await walk(
    run,
    "decommission",
    progressFrom(environment, {}, { decommission: asked }),
  );
  return releaseResult(run, { id, services }, ended);
}
