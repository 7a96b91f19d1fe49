import { counted } from "../../config/plural";
import { otherColor } from "../../release/state";
import { versionOf } from "../world/versions";
import { hiddenValue } from "../world/variables";
import { noticedIn } from "./noticed";
import type { RecordedDefinition, RecordedOutcome, ReleaseRecord } from "./schema";
import { clockTime, dateTime } from "./words";

/** A release at a glance, in sentences. */
export interface Glance {
  headline: string;
  /** Did anybody notice? */
  noticed: string;
  /** A line for each service, then one for each setting. */
  changed: string[];
  /** Is it faster or slower? */
  faster: string[];
  /** What is running now, a line for each service. */
  running: string[];
  /** What did it cost? Nothing if that is unknown. */
  cost: string[];
}

export function glanceOf(record: ReleaseRecord): Glance {
  return {
    headline: headlineOf(record),
    noticed: noticedIn(record),
    changed: changedIn(record),
    faster: fasterIn(record),
    running: record.services.map(({ name, serving: { color, image, tag, size } }) =>
      color === null
        ? `${name}: nothing`
        : `${name}: ${versionOf({ image, ...labelled(tag) })} on ${color}, ${counted(size, "task")}`,
    ),
    cost: record.bill ? [record.bill.text] : [],
  };
}

export const outcomeWords: Readonly<Record<RecordedOutcome, string>> = {
  done: "done",
  rolledBack: "rolled back",
  unchanged: "nothing to release",
  refused: "refused",
  paused: "paused",
  resting: "waiting before production reaches the candidate",
  held: "stopped: another deployer holds the stack",
  bug: "stopped by a bug",
  inProgress: "in progress",
};

function headlineOf({ kind, release, services, stack, outcome, reasons }: ReleaseRecord): string {
  const names = services.map(({ name }) => name).join(", ");
  const what = [kind, release, names && `of ${names}`, `in ${stack}`].filter(Boolean);
  const failed = outcome === "done" && reasons.length > 0 ? ", but a hook or a worker failed" : "";
  return `${what.join(" ")}: ${outcomeWords[outcome]}${failed}`;
}

function changedIn({ outcome, services }: ReleaseRecord): string[] {
  const fate = fates[outcome] ?? "";
  return services.flatMap(({ name, before, after, changes, serving }) => [
    `${name}: ${versionChange(before, after)}${fate}` +
      (outcome === "rolledBack" ? `; ${servingNow(serving)}` : ""),
    ...changes.map((change) => {
      const [from, to] = changeWords(change);
      return `${name}, ${change.key}: ${from} -> ${to}${fate}`;
    }),
  ]);
}

/** What became of the changes of a release that is not done. */
const fates: Partial<Record<RecordedOutcome, string>> = {
  rolledBack: ", rolled back",
  ...{ paused: ", not finished", resting: ", not in production", held: ", not finished" },
  ...{ bug: ", not finished", inProgress: ", not finished" },
};

function servingNow({ image, tag }: ReleaseRecord["services"][number]["serving"]): string {
  return image === null ? "nothing is running" : `${version({ image, tag })} is running`;
}

/** A setting before and after; of a value that is not recorded, whether there was one. */
export function changeWords({
  from,
  to,
}: Pick<ReleaseRecord["services"][number]["changes"][number], "from" | "to">): [string, string] {
  const [before, after] = [from, to].map((one) =>
    one === hiddenValue ? "a value" : (one ?? "not set"),
  ) as [string, string];
  return [before, from === hiddenValue && to === hiddenValue ? "another value" : after];
}

function versionChange(
  before: RecordedDefinition | null,
  after: RecordedDefinition | null,
): string {
  const to = after ? version(after) : "decommissioned";
  if (!before) return after ? `${to}, its first version` : to;
  if (before.image === after?.image) return `${to}, the same image`;
  return `${version(before)} -> ${to}`;
}

const version = ({ image, tag }: Pick<RecordedDefinition, "image" | "tag">) =>
  versionOf({ image, ...labelled(tag) });

const labelled = (tag: string | null) => (tag === null ? {} : { label: { tag } });

/** What the load balancers saw of both fleets, one after the other: no comparison, but better than nothing. */
function latencyOf(
  { traffic }: ReleaseRecord,
  { name, candidate }: ReleaseRecord["services"][number],
): string[] {
  if (!candidate) return [];
  const medianOf = (color: string) =>
    traffic.find((one) => one.service === name && one.color === color)?.p50Ms ?? null;
  const [before, after] = [medianOf(otherColor(candidate)), medianOf(candidate)];
  if (before === null || after === null) return [];
  return [
    `${name}: median ${before} ms before and ${after} ms after, by the load balancers' metrics; not measured side by side`,
  ];
}

export const notMeasured =
  "Not measured: to measure releases of a service, add `compare` or `canary` to its settings.";

function fasterIn(record: ReleaseRecord): string[] {
  const { comparisons, canaries, measured, services } = record;
  const found = [
    ...comparisons.map(({ service, text }) => `${service}: ${text}`),
    ...canaries.map(({ text }) => text),
  ];
  if (found.length > 0) return found;
  if (measured.length > 0) return measured;
  if (services.every(({ before, after }) => !before || !after)) return [];
  const counted = services.flatMap((service) => latencyOf(record, service));
  if (counted.length > 0) return counted;
  return [notMeasured];
}

/** When it ran, who ran it, and why it was urgent. */
export function whenOf(record: ReleaseRecord): string {
  const { startedAt, endedAt, deployers, resumedAt, approval, urgent } = record;
  const until = endedAt === null ? "" : ` to ${clockTime(endedAt)}`;
  const by = deployers.map(({ owner }) => owner).join(", then ");
  const passed = urgent === null ? "" : `; urgent: ${urgent}`;
  const resumed = resumedAt === null ? "" : `; resumed at ${clockTime(resumedAt)}`;
  return `${dateTime(startedAt)}${until}${by && `, by ${by}`}${resumed}${passed}${answerTo(approval)}`;
}

function answerTo(approval: ReleaseRecord["approval"]): string {
  if (!approval) return "";
  const { decided, askedAt } = approval;
  if (!decided) return `; approval asked for at ${clockTime(askedAt)}`;
  const { is, by, at, isChecked } = decided;
  return `; ${is} by ${by}${isChecked ? "" : " (not checked)"} at ${clockTime(at)}`;
}

export function whyTitle({ outcome }: Pick<ReleaseRecord, "outcome">): string {
  if (outcome === "done") return "What failed afterwards";
  // What history has a reason for.
  if (outcome === "resting") return "What it waits for";
  if (outcome === "inProgress") return "Why it is being rolled back";
  return `Why it was ${outcomeWords[outcome]}`;
}
