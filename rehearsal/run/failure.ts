import { describeFailure } from "../../automation/cli/console/failure";
import { DeployError } from "../../automation/world/errors";
import { CloudRequestError } from "../../localCloud/api/client";
import { DeployerFailed } from "./deployer";
import { Interrupted } from "./interruption";
import { exitCodes } from "./options";

export interface Described {
  /** For people: what was found, and what to do next. */
  text: string;
  /** For `--json`. */
  json: { ok: false; outcome: string; problems: string[] };
  exitCode: number;
}

/** What is reported if a rehearsal could not be completed. */
export function describe(error: unknown): Described {
  if (error instanceof Interrupted) {
    return described("interrupted", error.message, exitCodes.interrupted);
  }
  if (error instanceof DeployError) {
    return described("refused", describeFailure(error).text, exitCodes.refused);
  }
  if (error instanceof CloudRequestError) {
    const text = `error: ${error.message}\nnext: fix that and run \`bluegreen rehearse\` again`;
    return described("refused", text, exitCodes.refused);
  }
  if (error instanceof DeployerFailed) {
    const reasons = error.reasons.map((reason) => `  - ${reason}\n`).join("");
    const text = `error: ${error.message}\n${reasons}next: see the deployer's own output above`;
    return described("failed", text, exitCodes.notOk);
  }
  return described("bug", describeFailure(error).text, exitCodes.notOk);
}

function described(outcome: string, text: string, exitCode: number): Described {
  return { text, json: { ok: false, outcome, problems: [text] }, exitCode };
}
