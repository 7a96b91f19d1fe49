import { withdraw as withdrawn } from "../../release/transitions";
import { refuseSecondRelease } from "./begin";
import { type Environment, environmentOf } from "./environment";
import { failureOf, finish, giveUp, resting } from "./release";
import type { ReleaseResult } from "./result";
import { applyUp, type Run, step } from "./run";
import { type InSync, liveTtlSeconds, untilInSync } from "./switch";

/**
 * Takes services out of production: their names go first, whoever still holds the address is served
 * until the TTL and its margin are over, then the fleets stop. Resumed and taken back as any release.
 */
export async function withdraw(
  run: Run,
  environment: Environment,
  services: readonly string[],
): Promise<ReleaseResult> {
  const { clock, stack } = run.ports;
  refuseSecondRelease(stack.name, environment);
  const wanted = withdrawn(environment.release, {
    id: clock.newId(),
    owner: run.owner,
    startedAt: new Date(clock.nowMs()).toISOString(),
    services,
    ttlSeconds: await liveTtlSeconds(run, environment, services),
  });
  const current = wanted.current!;
  let standing = environment;
  let inSync: InSync;
  try {
    inSync = await step(run, "5", `take ${services.join(", ")} out of production`, async () => {
      standing = environmentOf(
        stack.name,
        await applyUp(run, wanted, { verb: "withdraw", id: current.id }),
      );
      return untilInSync(run, standing);
    });
  } catch (error) {
    // Out, but not in sync: coming back would need the same servers to follow.
    if (standing !== environment) throw resting(run, failureOf(error));
    return giveUp(run, environment, current, failureOf(error));
  }
  return finish(run, inSync, current);
}
