/** What a caller of the CLI can rely on; printed by `--help`, `explain` and docs/RUNBOOK.md. */
export const exitCodes = {
  done: 0,
  bug: 1,
  refused: 2,
  rolledBack: 3,
  stoppedMidway: 4,
  held: 5,
  /** The release is done; a hook after it failed, or a worker did with no previous version to roll back to. */
  failedAfterwards: 6,
  /** The candidate is ready and waits for somebody's approval, or for a freeze to end. Nothing failed. */
  resting: 7,
} as const;

export type ExitName = keyof typeof exitCodes;

export interface ExitWords {
  /** After the number, in a list. */
  short: string;
  heading: string;
  /** Where a person sees it, besides `$?`. */
  see: string;
  means: string;
  on: string;
  /** What takes back what the command did, where there is anything. */
  off?: string;
  commands: readonly string[];
}

const status = "bluegreen status --stack <stack>";
const resume = "bluegreen resume --stack <stack>";
const approve = "bluegreen approve --stack <stack> --release <release>";
const deploy = "bluegreen deploy --stack <stack> --service <name> --image <reference>";
const rollback = "bluegreen rollback --stack <stack> --service <name>";

export const exitWords: Readonly<Record<ExitName, ExitWords>> = {
  done: {
    short: "done",
    heading: "Done",
    see: "the result on stdout",
    means: "The command succeeded.",
    on: "nothing to do",
    off: "`rollback --service <name>` releases the previous version again, by the same six steps",
    commands: [status],
  },
  bug: {
    short: "a bug",
    heading: "A bug in the deployer",
    see: "`this is a bug, please report it:` and a stack trace",
    means:
      "The deployer hit an unexpected error. What runs keeps running: no fleet stops by itself.",
    on: "report it with the stack trace; `status` says where the release stands and what to run",
    commands: [status],
  },
  refused: {
    short: "refused, nothing changed",
    heading: "Refused; nothing changed",
    see: "`error:`, the reasons, and `next:`",
    means:
      "The command found a reason not to start: a wrong flag or setting, a release in progress, production already " +
      "degraded. `verify` also ends with 2 when a check fails, `compare` when the candidate does not pass, and `run` " +
      "when its command fails.",
    on: "do what `next:` says, then run the command again",
    commands: ["bluegreen verify --stack <stack>", status],
  },
  rolledBack: {
    short: "rolled back",
    heading: "Rolled back",
    see: "`release … was rolled back`, whether production had moved, and the reasons",
    means:
      "Production is on the version that served before, and the candidate has stopped. A `rollback` or `abort` that " +
      "worked ends with 3 as well.",
    on: "after a `deploy`: read the reasons, fix the candidate, deploy again",
    commands: [status, deploy],
  },
  stoppedMidway: {
    short: "paused midway",
    heading: "Paused midway",
    see: "`release paused`, where production is as recorded, the reasons, and `next:`",
    means:
      "A wait ran out, a permission or AWS failed, or you pressed Ctrl-C. A pause stops nothing that runs. " +
      "`status` names the phase, and asks AWS whether production is healthy.",
    on: "fix the cause, then run `next:`: `resume`, or the same `up`, `env` or `preview` command again",
    off: "`abort` before the switch, `rollback` after it",
    commands: [status, resume, "bluegreen abort --stack <stack>"],
  },
  held: {
    short: "held by another deployer",
    heading: "Held by another deployer",
    see: "who holds the environment, since when, and `next:`",
    means:
      "Another deployer or `pulumi` command is running, left its lock behind, or has taken over this release. This " +
      "command has stopped and changes nothing more.",
    on:
      "wait for the other one; `status` says who it is. If its process is gone, `unlock` releases its lock; it " +
      "refuses while that process may be alive",
    commands: [status, "bluegreen unlock --stack <stack>"],
  },
  failedAfterwards: {
    short: "done, but a hook or a worker failed",
    heading: "Done, but a hook or a worker failed",
    see: "`release … is done, but a hook or a worker failed`, and the reasons",
    means:
      "Production is on the new version and the old fleet has stopped. A hook failed after the switch, or a worker " +
      "became unhealthy when there was no previous version to roll back to.",
    on: "read why; do by hand what the hook should have done, or deploy a fix",
    off: "`rollback --service <name>` releases the previous version again",
    commands: [status, rollback],
  },
  resting: {
    short: "waiting for approval, a window, an alarm or the end of a freeze",
    heading: "Waiting for approval, a window, an alarm or the end of a freeze",
    see: "`release … is waiting; production is untouched`, the reasons, and `next:`",
    means:
      "Production may not reach the candidate yet. The release rests in phase `staged`, and no deployer has to keep " +
      "running. Nothing failed.",
    on: "`approve` it, or wait until the windows are open, the alarm is OK or the freeze ends, then `resume`",
    off: "`reject` or `abort` stops the candidate",
    commands: [status, approve, resume],
  },
};
