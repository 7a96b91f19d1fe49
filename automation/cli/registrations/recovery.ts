import type { StackOptions } from "../../commands/options";
import type { HistoryOptions } from "../../commands/history";
import type { UnlockOptions } from "../../commands/unlock";
import type { ResumeOptions, RollbackOptions } from "../../commands/recover";
import { collect, type Commands, wholeNumber } from "./program";

const lazyStatus = () => require("../../commands/status") as typeof import("../../commands/status");
const lazyRecover = () =>
  require("../../commands/recover") as typeof import("../../commands/recover");
const lazyHistory = () =>
  require("../../commands/history") as typeof import("../../commands/history");
const lazyUnlock = () => require("../../commands/unlock") as typeof import("../../commands/unlock");

/** `status`, `resume`, `abort` and `rollback`: what a person needs when a release did not end. */
export function recoveryCommands({ add, perform, performInProject }: Commands): void {
  add("status", "tell where the release stands").action((options: StackOptions) =>
    perform(options, (session) => lazyStatus().status(session)),
  );
  add("resume", "go on with a release that was interrupted")
    .option("--take-over", "also from a deployer that lives on this machine", false)
    .option("--if-any", "content when there is none", false)
    .option("--hook-ran <service/hook>", "a hook declared `once` that did run", collect, [])
    .option("--hook-again <service/hook>", "a hook declared `once` that is to run", collect, [])
    .action((options: ResumeOptions) =>
      perform(options, ({ run, machine }) => {
        const from = { machine, evenFromTheLiving: options.takeOver };
        return lazyRecover().resume(run(), options, from);
      }),
    );
  add("abort", "end the release under way without its candidate").action((options: StackOptions) =>
    perform(options, ({ run, machine }) =>
      lazyRecover().abort(run(), { machine, evenFromTheLiving: true }),
    ),
  );
  add("rollback", "return production to what served before")
    .option("--service <name>", "after the old fleet has stopped: what to roll back", collect, [])
    .action((options: RollbackOptions) =>
      perform(options, ({ run, machine }) =>
        lazyRecover().rollback(run(), options, { machine, evenFromTheLiving: true }),
      ),
    );
  add("history", "tell of the stack's releases, newest first")
    .option("--limit <count>", "how many at most", wholeNumber, 10)
    .action((options: HistoryOptions) =>
      perform(options, ({ history }) => lazyHistory().history(history, options)),
    );
  add("unlock", "free the lock of an engine that is gone, and end what it had begun")
    .option(
      "--holder-is-gone <user@host:pid>",
      "a holder on another machine that you know to be gone",
      collect,
      [],
    )
    .action((options: UnlockOptions) =>
      performInProject(options, options.stack, async ({ unlocking }) => {
        const { stack } = options;
        return lazyUnlock().unlock({ stack, ...(await unlocking(stack)) }, options);
      }),
    );
}
