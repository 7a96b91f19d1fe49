import { bluegreen } from "../../course/commandLines";
import { type DeployError, refused, StepFailed } from "../../world/errors";
import { refuseProtectedBeside } from "../../world/protectedBeside";
import { askCli, runCli } from "./cli";
import { protectedBeside } from "./engineState";
import type { EngineOptions } from "./options";

const verbs = [
  {
    pattern: /^(?<what>\S+ \(\S+\)): (Preview failed: )?unable to replace resource/,
    verb: "replaced",
  },
  {
    pattern: /^(?<what>\S+ \(\S+\)): (Preview failed: )?resource "\S+" cannot be deleted/,
    verb: "deleted",
  },
];

/** Pulumi's refusal to replace or delete protected resources, as an error of the deployer. */
export function protectedRefusal(stack: string, error: unknown): DeployError | undefined {
  if (!(error instanceof StepFailed)) return undefined;
  const found = error.reasons.flatMap((reason) =>
    verbs.flatMap(({ pattern, verb }) => {
      const what = pattern.exec(reason)?.groups?.["what"];
      return what === undefined ? [] : [`${what} would be ${verb}`];
    }),
  );
  if (found.length === 0) return undefined;
  return refused(
    "this `up` would replace or delete what serves",
    "undo what changed since the last `up` (settings, program, or libraries), then: " +
      bluegreen("up", stack),
    [...new Set(found)],
  );
}

/**
 * Before everything is deleted on purpose: nothing serves any more, or nobody relies on it. What a team has protected
 * itself, such as a database, is theirs to unprotect.
 */
export async function unprotectAll(options: EngineOptions): Promise<void> {
  refuseProtectedBeside(options.name, protectedBeside(await askCli(options, ["stack", "export"])));
  try {
    await runCli(options, ["state", "unprotect", "--all", "--yes", "--stack", options.name]);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    if (!error.reasons.some((reason) => reason.includes("no resources found"))) throw error;
  }
}
