import type { Inventory } from "../../release/inventory";
import { billFrom } from "../bill/bill";
import { estimatedParts } from "../bill/estimated";
import { ratesFor } from "../bill/taskPrice";
import { bluegreen } from "../course/commandLines";
import { releasesOf } from "../history/releases";
import { countedRequests } from "../record/counted";
import { recordedBill } from "../record/bill";
import { type InHistory, inHistory, recordFromHistory } from "../record/fromHistory";
import { type Glance, glanceOf, whenOf, whyTitle } from "../record/glance";
import { merged } from "../record/merge";
import { secretsIn } from "../record/watch";
import { withoutSecrets } from "../world/redact";
import type { ReleaseRecord } from "../record/schema";
import { iso } from "../record/ups";
import { clockTime } from "../record/words";
import { credentialsIn } from "../world/credentialNames";
import { exitCodes, refused } from "../world/errors";
import type { Found } from "./keptRecords";
import type { StackOptions } from "./options";
import { writePage } from "./recorded";
import { type CommandResult, listed } from "./result";
import type { Session } from "./session";

export interface ReportOptions extends StackOptions {
  /** Absent: the last one. */
  release?: string;
  /** A record that was kept, in place of history. */
  record?: string;
  /** Folder for the page. */
  out?: string;
}

/** How many updates to search for a release; the oldest ones of a long life are not found. */
const lookBack = 400;

type Parts = Pick<Session, "history" | "stack" | "machine" | "verifyParts" | "records" | "command">;

interface Reported {
  record: ReleaseRecord;
  /** Where it is from; empty: that goes without saying. */
  from: string[];
}

/** `bluegreen report`: what happened in a release, by its record or as far as Pulumi's history knows it. */
export async function report(
  parts: Parts,
  options: Pick<ReportOptions, "release" | "record" | "out">,
): Promise<CommandResult> {
  const { record: file, out } = options;
  if (out !== undefined) await lazyFiles().requireFolder(out);
  const { record, from } =
    file === undefined
      ? await known(parts, options)
      : { record: await inFile(parts.stack.name, file, options), from: [] };
  const page = out === undefined ? [] : [`page: ${await pageIn(out, record)}`];
  const text = [textOf(record, glanceOf(record)), ...from, ...page].join("\n");
  return { json: record, text, exitCode: exitCodes.done };
}

/** Returns the path of the page. */
async function pageIn(folder: string, record: ReleaseRecord): Promise<string> {
  try {
    return await writePage(folder, record);
  } catch (error) {
    throw refused(
      `the page could not be written to ${folder}; nothing was changed`,
      "make that folder writable, or pass another one to `--out`",
      [lazyKept().reasonIn(error)],
    );
  }
}

/** The record that was kept; what is not in there, as far as history has it. */
async function known(parts: Parts, { release }: Pick<ReportOptions, "release">): Promise<Reported> {
  const { history, stack, machine, records, command } = parts;
  const updates = await history(lookBack);
  const { deployed } = await stack.look();
  const current = deployed.release?.current?.id ?? null;
  const releases = releasesOf(updates, current);
  const id = release ?? releases.find((one) => one.id !== null)?.id ?? undefined;
  if (id === undefined) throw notFound(stack.name, release);
  const past = inHistory(updates, id, current);
  const kept =
    records && (await lazyKept().keptRecord(records(), { stack: stack.name, release: id }));
  const { name, settings } = stack;
  const made = { at: iso(machine.nowMs()), command };
  const rebuilt = past && recordFromHistory(past, { stack: name, settings, made });
  const { record, from } = together(kept, rebuilt) ?? {};
  if (!record || !from) throw notFound(stack.name, release, kept);
  const traffic = await countedIn(parts, record, deployed.inventory).catch(() => null);
  const counted: ReleaseRecord = traffic
    ? { ...record, traffic, sources: { ...record.sources, traffic: ["observed"] } }
    : record;
  // A record that was kept at the end of the release has a better one.
  const estimated = past && !record.bill;
  const bill = estimated ? await billIn(parts, past, deployed.inventory).catch(() => null) : null;
  const whole: ReleaseRecord = bill
    ? { ...counted, bill, sources: { ...counted.sources, bill: ["history"] } }
    : counted;
  return {
    record: withoutSecrets(whole, [...secretsIn(deployed), ...credentialsIn(process.env)]),
    from,
  };
}

/** Undefined: nobody knows anything. */
function together(
  kept: Found | undefined,
  rebuilt: ReleaseRecord | undefined,
): Reported | undefined {
  if (!kept?.record) {
    const from = kept ? [`record: ${kept.why}; rebuilt from Pulumi's history`] : [];
    return rebuilt && { record: rebuilt, from };
  }
  const { record, address } = kept;
  const wentOn = rebuilt?.ups.some(({ startedAt }) => startedAt > record.made.at);
  if (!rebuilt || !wentOn) return { record, from: [`record: ${address}`] };
  const until = clockTime(record.made.at);
  const from = [`record: ${address} until ${until}, Pulumi's history since then`];
  return { record: merged(record, rebuilt), from };
}

/** The load balancers' metrics outlive the release: CloudWatch keeps minutes for 15 days. */
async function countedIn(
  { stack, machine, verifyParts }: Parts,
  { services, startedAt, endedAt }: ReleaseRecord,
  inventory: Inventory | undefined,
): Promise<ReleaseRecord["traffic"] | null> {
  if (!inventory) return null;
  const { metrics } = verifyParts().ports;
  return countedRequests({
    ports: { metrics, stack, clock: machine },
    inventory,
    services: services.filter(({ worker }) => !worker).map(({ name }) => name),
    fromMs: Date.parse(startedAt),
    toMs: endedAt === null ? machine.nowMs() : Date.parse(endedAt),
  });
}

/** Estimated; by then ECS has forgotten the tasks. Null: it has not ended, or no price can be asked for. */
async function billIn(
  { stack: { settings }, verifyParts }: Parts,
  { past, ups }: InHistory,
  inventory: Inventory | undefined,
): Promise<ReleaseRecord["bill"]> {
  const { prices } = verifyParts().ports;
  if (!prices || !inventory || past.result === "underWay") return null;
  const estimated = estimatedParts(ups, past.result === "done", settings);
  const shapes = estimated.flatMap(({ shape, extra }) => (extra?.tasks ? [shape] : []));
  const needed = shapes.length > 0;
  const list = needed ? await prices.list(inventory.region, ratesFor(shapes)) : null;
  return recordedBill(billFrom(estimated, "ups", list));
}

/** A record of this stack that a release has left in a file. */
async function inFile(
  stack: string,
  file: string,
  { release }: Pick<ReportOptions, "release">,
): Promise<ReleaseRecord> {
  const next = "pass a file that `--record` wrote for a release of this stack";
  const text = await lazyFiles().readRecordFile(file);
  const found = lazyKept().parsedRecord(text);
  if (!found) throw refused(`${file} ${lazyKept().whatElse(text)}`, next);
  if (found.stack !== stack) throw refused(`${file} is a record of stack ${found.stack}`, next);
  if (release === undefined || found.release === release) return found;
  throw refused(`${file} is the record of ${found.release ?? "no release"}`, next);
}

const lazyKept = () => require("./keptRecords") as typeof import("./keptRecords");
const lazyFiles = () => require("../adapters/textFile") as typeof import("../adapters/textFile");

function notFound(stack: string, release: string | undefined, kept?: Found) {
  return release === undefined
    ? refused(`${stack} has no releases yet`, bluegreen("status", stack))
    : refused(
        `${release} is not among the last releases of ${stack}`,
        bluegreen("history", stack, "--limit", "50"),
        kept?.record === null ? [kept.why] : [],
      );
}

function textOf(record: ReleaseRecord, glance: Glance): string {
  const { reasons, drain } = record;
  const { headline, noticed, changed, faster, running, cost } = glance;
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [title, ...lines.map(listed)] : [];
  const drained = drain.seconds === null ? "" : `; drain ${Math.round(drain.seconds)} s`;
  return [
    headline,
    `${whenOf(record)}${drained}`,
    `did anybody notice? ${noticed}`,
    ...section("what changed:", changed),
    ...section("is it faster or slower?", faster),
    ...section("what is running now:", running),
    ...section("what did it cost?", cost),
    ...section(`${whyTitle(record).toLowerCase()}:`, reasons),
  ].join("\n");
}
