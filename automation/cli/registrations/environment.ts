import type { StackOptions } from "../../commands/options";
import type { Commands } from "./program";

/** Commands on the environment itself. */
export function environmentCommands({ add, perform }: Commands): void {
  add("up", "bring the environment to its settings; moves no traffic, changes no image").action(
    (options: StackOptions) => perform(options, ({ up }) => up()),
  );
}
