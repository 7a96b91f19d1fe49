import { DeployError, exitCodes } from "../../errors";

/** What a person reads when a command failed: what was found, why, and the next command. */
export function describeFailure(error: unknown): { text: string; exitCode: number; json: object } {
  if (error instanceof DeployError) {
    const { kind, found, mend, reasons, exitCode } = error;
    const lines = [`error: ${found}`, ...reasons.map((reason) => `  - ${reason}`), `next: ${mend}`];
    return {
      text: lines.join("\n"),
      exitCode,
      json: { ok: false, outcome: kind, found, reasons, mend },
    };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `this is a bug, please report it:\n${stack}`,
    exitCode: exitCodes.bug,
    json: { ok: false, outcome: "bug", found: stack, reasons: [], mend: "please report it" },
  };
}
