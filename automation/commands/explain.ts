import { contents, find, inJson, inText, meant } from "../course/explained";
import { explanations } from "../course/explain";
import { exitCodes, refused } from "../world/errors";
import type { CommandResult } from "./result";

export interface ExplainOptions {
  json: boolean;
  /** Is filled into the commands. */
  stack?: string;
}

/** `bluegreen explain`: what a phase, a step or an exit code means. A number may be two of them. */
export function explain(words: readonly string[], { stack }: ExplainOptions): CommandResult {
  const asked = words.join(" ");
  const found = asked === "" ? explanations() : find(asked);
  if (found.length === 0) throw unknown(asked);
  const texts = asked === "" ? [contents()] : found.map((one) => inText(one, stack));
  return {
    json: { ok: true, explanations: found.map((one) => inJson(one, stack)) },
    text: texts.join("\n\n"),
    exitCode: exitCodes.done,
  };
}

function unknown(asked: string) {
  const near = meant(asked);
  return refused(
    `\`${asked}\` is no phase, step or exit code${near === undefined ? "" : `; did you mean ${near}?`}`,
    near === undefined ? "bluegreen explain" : `bluegreen explain ${near}`,
  );
}
