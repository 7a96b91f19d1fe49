import { leave } from "../../release/transitions";
import { refuseSecondRelease } from "./begin";
import { type Environment, environmentOf } from "../world/environment";
import { failureOf, giveUp, goLive } from "./release";
import type { ReleaseResult } from "./result";
import { applyUp, type Run, step } from "./run";

/**
 * Takes services out of production: their names go first, whoever still holds the address is served
 * until the TTL and its margin are over, then the fleets stop. Resumed and taken back as any release,
 * for it is one, whose candidates are nothing.
 */
export async function withdraw(
  run: Run,
  environment: Environment,
  services: readonly string[],
): Promise<ReleaseResult> {
  const { clock, stack } = run.ports;
  refuseSecondRelease(stack.name, environment);
  const wanted = leave(environment.release, {
    id: clock.newId(),
    owner: run.owner,
    startedAt: new Date(clock.nowMs()).toISOString(),
    services,
  });
  const current = wanted.current!;
  let standing = environment;
  try {
    // From here on nobody's plain `up` can bring a name back.
    await step(run, "0", `note the way out of production: ${services.join(", ")}`, async () => {
      const deployed = await applyUp(run, wanted, { verb: "stage", id: current.id });
      standing = environmentOf(stack.name, deployed);
    });
  } catch (error) {
    return giveUp(run, environment, current, failureOf(error));
  }
  return goLive(run, standing, current);
}
