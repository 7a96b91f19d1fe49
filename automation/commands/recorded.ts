import { join } from "node:path";
import { bluegreen } from "../course/commandLines";
import type { Announcer } from "../events/announcer";
import { assembled, type Ending, releaseSeen } from "../record/assemble";
import { countedOfSeen } from "../record/counted";
import { withoutSecrets } from "../world/redact";
import type { ReleaseRecord } from "../record/schema";
import { iso } from "../record/ups";
import { type Seen, watched } from "../record/watch";
import type { ReleaseResult } from "../runbook/result";
import type { Run } from "../runbook/run";
import { credentialsIn } from "../world/credentialNames";
import { DeployError, exitCodes, type FailureKind, StepFailed, Stopped } from "../world/errors";
import type { Reporter } from "../world/ports";
import { printableJson } from "../world/printable";
import { fileName } from "../world/recordStore";
import { restIn } from "./announced";
import type { CommandResult } from "./result";
import type { Session } from "./session";

/** Options of a command that runs a release. */
export interface RecordOptions {
  /** File to write the release's record to. */
  record?: string;
  /** Folder for its page. */
  report?: string;
}

/** What a command needs to keep a record. */
export interface Recording {
  session: Pick<Session, "run" | "history" | "summarize" | "records" | "command"> &
    Partial<Pick<Session, "announcer">>;
  options: RecordOptions;
  /** It goes on with a release that was interrupted, and that may have ended. */
  continues?: Parameters<Announcer["continues"]>[0];
}

/** Enough for the longest release; what is missing is missing in the record. */
const lookBack = 100;

/** Runs a release and, if asked to, keeps its record and sums it up, however it ends. */
export async function recorded(
  { session, options, continues }: Recording,
  action: (run: Run) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { record: file, report: folder } = options;
  if (continues) session.announcer?.continues(continues);
  const isKept = file !== undefined || folder !== undefined || session.records !== undefined;
  const isTraced = wantsTrace(process.env);
  if (!isKept && !isTraced && !session.summarize) return action(session.run());
  if (file !== undefined) await lazyFiles().requireWritable(file);
  if (folder !== undefined) await lazyFiles().requireFolder(folder);
  const { run, seen } = watched(session.run());
  // A record that can't be made or kept changes nothing for the release.
  const conclude = async (ending: Ending, ...how: Parameters<Announcer["ended"]>) => {
    try {
      await tellHowItEnded(session, seen, how);
      const own = await recordOf(run, seen, ending, { session, isKept, isTraced });
      const record = await keptBy(session, own, run.ports.reporter);
      if (session.summarize) session.summarize(lazySummary().summaryInMarkdown(record));
      if (file !== undefined) await lazyFiles().writeTextFile(file, `${printableJson(record)}\n`);
      if (folder !== undefined)
        run.ports.reporter.note(`report: ${await writePage(folder, record)}`);
      const lost = isTraced ? await sendTrace(own) : null;
      if (lost !== null) run.ports.reporter.warn(`the release's trace was not sent: ${lost}`);
    } catch (error) {
      run.ports.reporter.warn(
        `the release's record could not be written: ${lazyKept().reasonIn(error)}`,
      );
    }
  };
  try {
    const result = await action(run);
    await conclude(endingOf(result), undefined, restIn(result));
    return result;
  } catch (error) {
    await conclude(failedWith(error, seen, run.ports.stack.name), error);
    throw error;
  }
}

/** The record of the release says who could not be notified. */
async function tellHowItEnded(
  { announcer }: Recording["session"],
  seen: Seen,
  how: Parameters<Announcer["ended"]>,
): Promise<void> {
  await announcer?.ended(...how);
  for (const { atMs, text } of announcer?.failures ?? []) {
    seen.notes.push({ at: iso(atMs), kind: "warning", text });
  }
}

/** Whether OpenTelemetry's own variables ask for traces. */
function wantsTrace(env: NodeJS.ProcessEnv): boolean {
  const endpoint = env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] || env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  const isOff = env["OTEL_SDK_DISABLED"] === "true" || env["OTEL_TRACES_EXPORTER"] === "none";
  return Boolean(endpoint) && !isOff;
}

/** Returns why it was not sent; null if it was. */
async function sendTrace(record: ReleaseRecord): Promise<string | null> {
  const { traceOf } = require("../record/spans") as typeof import("../record/spans");
  const { sendTrace: send } = require("../adapters/trace") as typeof import("../adapters/trace");
  return send(traceOf(record), process.env);
}

/** What ended before it was recorded has no name to be kept by. */
async function keptBy(
  { records }: Pick<Session, "records">,
  record: ReleaseRecord,
  reporter: Reporter,
): Promise<ReleaseRecord> {
  const { release } = record;
  if (!records || release === null) return record;
  return lazyKept().keepRecord(records(), { ...record, release }, reporter);
}

/** Returns the path of the page. */
export async function writePage(folder: string, record: ReleaseRecord): Promise<string> {
  const { reportPage } = require("../report/page") as typeof import("../report/page");
  const path = join(folder, `release-${fileName(record.release ?? record.outcome)}.html`);
  await lazyFiles().writeTextFile(path, reportPage(record));
  return path;
}

async function recordOf(
  run: Run,
  seen: Seen,
  ending: Ending,
  {
    session,
    isKept,
    isTraced,
  }: Pick<Recording, "session"> & { isKept: boolean; isTraced: boolean },
): Promise<ReleaseRecord> {
  const { clock, stack } = run.ports;
  // A summary alone delays nothing: it asks nobody, and makes do with what was seen.
  const updates =
    (isKept || isTraced) && releaseSeen(seen, ending).isResumed
      ? await session.history(lookBack).catch(() => null)
      : [];
  const made = { at: iso(clock.nowMs()), command: session.command };
  const { name, settings } = stack;
  const traffic = isKept ? await countedOfSeen(run, seen).catch(() => null) : null;
  const how = { stack: name, settings, made, updates, traffic };
  const record = assembled(run, seen, ending, how);
  return withoutSecrets(record, [...seen.secrets, ...credentialsIn(process.env)]);
}

function endingOf({ json, exitCode }: CommandResult): Ending {
  const {
    outcome,
    returned = false,
    reasons = [],
    next = null,
  } = json as Partial<Omit<ReleaseResult, "outcome"> & { outcome: Ending["outcome"] }>;
  return { outcome: outcome ?? "done", exitCode, returned, reasons, next };
}

const outcomes: Readonly<Record<FailureKind, Ending["outcome"]>> = {
  refused: "refused",
  rolledBack: "rolledBack",
  stoppedMidway: "paused",
  held: "held",
};

function failedWith(error: unknown, seen: Seen, stack: string): Ending {
  const { ups } = seen;
  if (error instanceof DeployError) {
    const { kind, exitCode, found, reasons, next } = error;
    return {
      outcome: outcomes[kind],
      exitCode,
      returned: null,
      reasons: [found, ...reasons],
      next,
    };
  }
  if (error instanceof Stopped || error instanceof StepFailed) {
    const reasons = error instanceof StepFailed ? [error.what, ...error.reasons] : [error.message];
    const kind = ups.length > 0 || error instanceof Stopped ? "stoppedMidway" : "refused";
    const next = continuing(seen, stack);
    return { outcome: outcomes[kind], exitCode: exitCodes[kind], returned: null, reasons, next };
  }
  const found = error instanceof Error ? error.message : String(error);
  const next = continuing(seen, stack);
  return { outcome: "bug", exitCode: exitCodes.bug, returned: null, reasons: [found], next };
}

/** What goes on with the release that was left as it was; null: none was begun or continued. */
function continuing({ ups, before }: Seen, stack: string): string | null {
  // Whether an `up` that was cut short has recorded the release is not known.
  const isRecorded = ups.findLast(({ result }) => result === "succeeded")?.wanted ?? before;
  if (isRecorded?.current) return bluegreen("resume", stack);
  return ups.some(({ result }) => result !== "succeeded")
    ? bluegreen("resume", stack, "--if-any")
    : null;
}

const lazySummary = () => require("../record/summary") as typeof import("../record/summary");
const lazyKept = () => require("./keptRecords") as typeof import("./keptRecords");
const lazyFiles = () => require("../adapters/textFile") as typeof import("../adapters/textFile");
