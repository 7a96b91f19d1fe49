import type { ExplainOptions } from "../../commands/explain";
import type { Commands } from "./program";

const lazyExplain = () =>
  require("../../commands/explain") as typeof import("../../commands/explain");

/** `explain`: the runbook at hand; asks nothing and nobody. */
export function explainCommands({ addOffline, performOffline }: Commands): void {
  addOffline("explain", {
    group: "When something is wrong:",
    does: "explain a phase, a step or an exit code, and what to do next",
    examples: ["explain", "explain staged", "explain exit 4", "explain step 5 --stack dev"],
  })
    .argument("[name...]", "phase, step or exit code; lists them when left out")
    .option("--stack <stack>", "print commands for this stack")
    .action((words: string[], options: ExplainOptions) =>
      performOffline(options, () => lazyExplain().explain(words, options)),
    );
}
