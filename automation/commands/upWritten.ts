import type { Session } from "./session";
import { DeployError } from "../world/errors";
import type { CommandResult } from "./result";

/** The `up` after an edit of the settings: should it fail, an `up` goes on, for the edit is done. */
export async function upWritten({ up, stack }: Session): Promise<CommandResult> {
  try {
    return await up();
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const { kind, found, next, reasons } = error;
    const cause = kind === "stoppedMidway" ? "fix the cause" : next.replace(/\.$/, "");
    throw new DeployError(
      kind === "refused" ? "stoppedMidway" : kind,
      `Pulumi.${stack.name}.yaml is written, and its \`up\` has not ended: ${found}`,
      `${cause}; then: bluegreen up --stack ${stack.name}`,
      reasons,
      { cause: error },
    );
  }
}
