import type { CheckResult } from "../world/ports";
import type { Environment, WorkerPart } from "../world/environment";
import { runErrand } from "./oneOff";
import type { Run } from "./run";

/**
 * Step 4 of a worker: its own command, as a task of the new image. Who goes on with a release takes the
 * outcome of the task that was started before.
 */
export async function selfTest(
  run: Run,
  environment: Environment,
  part: WorkerPart,
): Promise<CheckResult[]> {
  const { command, timeoutSeconds } = part.settings.selfTest;
  const { ok, seconds, reason, output } = await runErrand(run, environment, part, {
    what: `the self-test of ${part.name}`,
    key: `${part.name}/selfTest`,
    command,
    timeoutSeconds,
    environment: { BLUEGREEN_HOOK: "selfTest" },
  });
  const name = `self-test of ${part.name}: ${command.join(" ")}`;
  return [{ name, ok, seconds, reason, output }];
}
