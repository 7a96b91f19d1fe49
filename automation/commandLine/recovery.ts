import type { StackOptions } from "../commands/options";
import type { RollbackOptions } from "../commands/recover";
import { collect, type Commands } from "./program";

const lazyStatus = () => require("../commands/status") as typeof import("../commands/status");
const lazyRecover = () => require("../commands/recover") as typeof import("../commands/recover");

/** `status`, `resume`, `abort` and `rollback`: what a person needs when a release did not end. */
export function recoveryCommands({ add, perform }: Commands): void {
  add("status", "tell where the release stands").action((options: StackOptions) =>
    perform(options, ({ stack }) => lazyStatus().status(stack)),
  );
  add("resume", "go on with a release that was interrupted").action((options: StackOptions) =>
    perform(options, ({ run }) => lazyRecover().resume(run())),
  );
  add("abort", "end the release under way without its candidate").action((options: StackOptions) =>
    perform(options, ({ run }) => lazyRecover().abort(run())),
  );
  add("rollback", "return production to what served before")
    .option("--service <name>", "after the old fleet has stopped: what to roll back", collect, [])
    .action((options: RollbackOptions) =>
      perform(options, ({ run }) => lazyRecover().rollback(run(), options)),
    );
}
