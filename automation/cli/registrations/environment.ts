import type { StackOptions } from "../../commands/options";
import type { UpgradeOptions } from "../../commands/upgrade";
import type { Commands } from "./program";

const lazyUpgrade = () =>
  require("../../commands/upgrade") as typeof import("../../commands/upgrade");

const group = "Environments and services:";

/** `up` and `upgrade --check`: the settings and the program's version, of one environment and of all. */
export function environmentCommands({
  add,
  addInProject,
  perform,
  performInProject,
}: Commands): void {
  add("up", {
    group,
    does: "apply settings; never shifts traffic, never changes an image",
    examples: ["up --stack dev"],
  }).action((options: StackOptions) => perform(options, ({ up }) => up()));
  addInProject("upgrade", {
    group,
    does: "say what this version of the program would change in each environment",
    examples: ["upgrade --check"],
  })
    .option("--check", "preview every environment; changes nothing", false)
    .action((options: UpgradeOptions) =>
      performInProject(options, "<stack>", (project) => lazyUpgrade().upgrade(project, options)),
    );
}
