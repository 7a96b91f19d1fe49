import { bluegreen } from "../course/commandLines";
import { retryHeld } from "../runbook/retryHeld";
import type { Run } from "../runbook/run";
import { type Environment, environmentOf } from "../world/environment";
import { DeployError, StepFailed } from "../world/errors";
import { printable } from "../world/printable";

/**
 * One `up` that changes the release state and nothing else. It waits for another one that is running, and then looks
 * again at what there is: `make` throws when that can't be recorded any more.
 */
export async function recordState(
  { ports }: Run,
  make: (environment: Environment) => Environment["release"],
  message: string,
): Promise<Environment> {
  const { stack } = ports;
  const act = async () => {
    const environment = environmentOf(stack.name, await stack.read());
    const wanted = make(environment);
    await requireNothingPending(ports);
    const deployed = await stack.apply(wanted, {
      message: printable(message),
      refresh: false,
      only: "record",
      again: "run the command again",
      afterLock: "run the command again",
    });
    return environmentOf(stack.name, deployed);
  };
  return retryHeld(ports, act, () => Promise.resolve(true)).catch((error: unknown) => {
    throw error instanceof StepFailed ? unsure(stack.name, error) : error;
  });
}

/** An `up` that failed may have recorded it nevertheless. */
function unsure(stack: string, failed: StepFailed): DeployError {
  const { what, reasons } = failed;
  return new DeployError(
    "stoppedMidway",
    `it may or may not have been recorded: ${what}`,
    `see what is recorded: ${bluegreen("status", stack)}`,
    reasons,
    { cause: failed },
  );
}

/** Pulumi forgets what an interrupted `up` has begun as soon as the next one runs. */
async function requireNothingPending({ stack }: Run["ports"]): Promise<void> {
  const { pending } = await stack.engineState();
  if (pending.length === 0) return;
  throw new DeployError(
    "held",
    "an `up` is running or was interrupted, and has to end first; nothing was changed",
    `see which: ${bluegreen("status", stack.name)}`,
    pending,
  );
}
