import { Argument } from "commander";
import { exitCodes } from "../../world/errors";
import { type Shell, shells } from "../shells";
import type { Commands } from "./program";

const lazyCompletion = () => require("../completion") as typeof import("../completion");

/** `completion`: for a shell's own file of settings. */
export function completionCommands({ addOffline, performOffline }: Commands): void {
  addOffline("completion", {
    group: "Look:",
    does: "print the script that completes commands in a shell",
    examples: ["completion bash", "completion zsh", "completion fish"],
  })
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .action((shell: Shell, options: { json: boolean }) =>
      performOffline(options, async (print) => {
        const text = await lazyCompletion().completionScript(shell);
        // As it is: in a script, what would be a command to a CI runner is none.
        if (!options.json) print(text);
        const json = { ok: true, shell, script: text };
        return { json, text, exitCode: exitCodes.done, ...(!options.json && { printed: true }) };
      }),
    );
}
