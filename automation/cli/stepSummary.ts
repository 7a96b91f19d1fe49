import type { Opened } from "./registrations/program";

/** What the page of a step of GitHub Actions shows of a command. */
export interface StepSummary {
  take: (markdown: string) => void;
  /** Unless the command has given its own account of it. */
  takeFailure: (kind: NonNullable<Opened["summary"]>, stack: string, error: unknown) => void;
  /** Never fails: what can't be written is a warning. */
  write: () => void;
}

/** Undefined: this is no step of GitHub Actions. */
export function stepSummary(
  { GITHUB_STEP_SUMMARY: path }: NodeJS.ProcessEnv,
  tell: (line: string) => void,
): StepSummary | undefined {
  if (!path) return undefined;
  let summary: string | undefined;
  return {
    take: (markdown) => (summary = markdown),
    takeFailure: (kind, stack, error) => (summary ??= shownFailure(kind, stack, error)),
    write: () => {
      const why = summary === undefined ? null : lazyFile().appendToSummary(path, summary);
      if (why !== null) tell(`warning: the summary of this step could not be written: ${why}`);
    },
  };
}

/** What an error quotes may be anything, and everybody who may see the step may read this. */
function shownFailure(kind: NonNullable<Opened["summary"]>, stack: string, error: unknown): string {
  const { describeFailure, failureInMarkdown } =
    require("./console/failure") as typeof import("./console/failure");
  const { withoutSecrets } = require("../world/redact") as typeof import("../world/redact");
  const { credentialsIn } =
    require("../world/credentialNames") as typeof import("../world/credentialNames");
  const failure = withoutSecrets(describeFailure(error), credentialsIn(process.env));
  return failureInMarkdown(kind, stack, failure);
}

const lazyFile = () =>
  require("../adapters/stepSummary") as typeof import("../adapters/stepSummary");
