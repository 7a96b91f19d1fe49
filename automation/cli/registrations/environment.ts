import type { StackOptions } from "../../commands/options";
import type { Commands } from "./program";

/** Commands on the environment itself. */
export function environmentCommands({ add, perform }: Commands): void {
  add("up", {
    group: "Environments and services:",
    does: "apply settings; never shifts traffic, never changes an image",
    examples: ["up --stack dev"],
  }).action((options: StackOptions) => perform(options, ({ up }) => up()));
}
