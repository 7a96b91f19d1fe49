import type { ResumeOptions } from "../../commands/recover";
import type { RollbackOptions } from "../../commands/rollback";
import type { StackOptions } from "../../commands/options";
import type { UnlockOptions } from "../../commands/unlock";
import type { RecordOptions, Recording } from "../../commands/recorded";
import type { Session } from "../../commands/session";
import { collect, keepingRecord, urgently } from "./options";
import { type Commands, summarizedOrApplied } from "./program";

const lazyRecorded = () =>
  require("../../commands/recorded") as typeof import("../../commands/recorded");
const lazyRecover = () =>
  require("../../commands/recover") as typeof import("../../commands/recover");
const lazyRollback = () =>
  require("../../commands/rollback") as typeof import("../../commands/rollback");
const lazyUnlock = () => require("../../commands/unlock") as typeof import("../../commands/unlock");

const group = "When something is wrong:";

/** `resume`, `abort`, `rollback` and `unlock`: what a person needs when a release did not end. */
export function recoveryCommands({ add, perform, performInProject }: Commands): void {
  addResume({ add, perform });
  keepingRecord(
    add("abort", {
      group,
      does: "end the release in progress, with production on the old version",
      examples: ["abort --stack dev"],
    }),
  ).action((options: StackOptions & RecordOptions) =>
    perform(
      options,
      (session) =>
        lazyRecorded().recorded(continuing(session, options), (run) =>
          lazyRecover().abort(run, { machine: session.machine, evenFromTheLiving: true }),
        ),
      summarizedOrApplied,
    ),
  );
  addRollback({ add, perform });
  add("unlock", {
    group,
    does: "release a stale Pulumi lock and resolve pending operations",
    examples: ["unlock --stack dev", "unlock --stack dev --holder-is-gone runner@ci-7:4711"],
  })
    .option(
      "--holder-is-gone <user@host:pid>",
      "a holder on another machine that you know is no longer running",
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

/** What was interrupted may not have been announced. */
function continuing(session: Session, options: RecordOptions, alsoEnded = true): Recording {
  return { session, options, continues: { alsoEnded } };
}

function addRollback({ add, perform }: Pick<Commands, "add" | "perform">): void {
  const command = add("rollback", {
    group,
    does: "return production to the version that served before",
    examples: [
      "rollback --stack dev",
      "rollback --stack dev --service users",
      "rollback --stack dev --service users --to r-0a1b2c3d",
    ],
  })
    .option(
      "--service <name>",
      "once the old fleet has stopped: what to roll back; repeat it for several",
      collect,
      [],
    )
    .option(
      "--to <release>",
      "with --service: an earlier release of `history`, by its id, tag or digest",
    );
  keepingRecord(command).action((options: RollbackOptions & RecordOptions) =>
    perform(
      options,
      (session) => {
        const { machine, history } = session;
        const from = { machine, evenFromTheLiving: true };
        // Of a release that has ended, a rollback is another one.
        return lazyRecorded().recorded(continuing(session, options, false), (run) =>
          lazyRollback().rollback(run, options, { from, history }),
        );
      },
      summarizedOrApplied,
    ),
  );
}

function addResume({ add, perform }: Pick<Commands, "add" | "perform">): void {
  const command = add("resume", {
    group,
    does: "continue a release that was interrupted or has paused",
    examples: ["resume --stack dev", "resume --stack dev --hook-ran users/beforeSwitch"],
  })
    .option(
      "--take-over",
      "take over even if the release's deployer is still running on this host",
      false,
    )
    .option("--if-any", "succeed when there is nothing to resume", false)
    .option("--hook-ran <service/hook>", "a `once` hook that did complete; repeatable", collect, [])
    .option("--hook-again <service/hook>", "a `once` hook to run again; repeatable", collect, []);
  urgently(keepingRecord(command)).action((options: ResumeOptions & RecordOptions) =>
    perform(
      options,
      (session) => {
        const from = { machine: session.machine, evenFromTheLiving: options.takeOver };
        return lazyRecorded().recorded(continuing(session, options), (run) =>
          lazyRecover().resume(run, options, from, session),
        );
      },
      summarizedOrApplied,
    ),
  );
}
