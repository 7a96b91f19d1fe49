import type { NotifyOptions } from "../../commands/notify";
import { type Commands, orApplied } from "./program";

const lazyNotify = () => require("../../commands/notify") as typeof import("../../commands/notify");

/** `notify`: whether every receiver can be reached. */
export function notifyCommands({ add, perform }: Commands): void {
  add("notify", {
    group: "Look:",
    does: "send a test event to everybody whom `notify` in the settings names",
    examples: ["notify --stack prod --test"],
  })
    .requiredOption("--test", "send a test event; nothing else can be sent by hand")
    .action((options: NotifyOptions) =>
      perform(
        options,
        ({ stack, notifier, tasks }) =>
          lazyNotify().notify({ stack, notifier, clock: tasks().clock }),
        orApplied,
      ),
    );
}
