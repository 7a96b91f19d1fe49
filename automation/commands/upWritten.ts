import { bluegreen } from "../course/commandLines";
import type { Session } from "./session";
import { DeployError } from "../world/errors";
import type { CommandResult } from "./result";

/** The `up` after an edit of the settings. The edit is done, so if it fails, another `up` continues. */
export async function upWritten({ up, stack }: Session): Promise<CommandResult> {
  try {
    return await up();
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const { kind, found, next, reasons } = error;
    const cause = kind === "stoppedMidway" ? "fix the cause" : next.replace(/\.$/, "");
    throw new DeployError(
      kind === "refused" ? "stoppedMidway" : kind,
      `Pulumi.${stack.name}.yaml was written, but its \`up\` did not finish: ${found}`,
      `${cause}; then: ${bluegreen("up", stack.name)}`,
      reasons,
      { cause: error },
    );
  }
}
