import type { ReleaseState } from "../../release/state";
import { type Environment, environmentOf } from "../world/environment";
import { DeployError, StepFailed } from "../world/errors";
import { printable } from "../world/printable";
import type { Run } from "./run";

/**
 * The `up` that begins or ends an adoption. No name moves: what is written is what Route 53 has. It covers the whole
 * environment and can be repeated.
 */
export async function applyAdoption(
  { ports: { stack }, rules }: Run,
  wanted: ReleaseState,
  { message, what, again }: { message: string; what: string; again: string },
): Promise<Environment> {
  const { pending } = await stack.engineState();
  try {
    const deployed = await stack.apply(wanted, {
      message: printable(message),
      refresh: pending.length > 0 && rules.refresh,
      only: null,
      again,
    });
    return environmentOf(stack.name, deployed);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new DeployError(
      "stoppedMidway",
      `${what} was not recorded: ${error.what}; the names are served as before`,
      `fix the cause, then: ${again}`,
      error.reasons,
      { cause: error },
    );
  }
}
