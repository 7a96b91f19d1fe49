import { counted } from "../../config/plural";
import { otherColor } from "../../release/state";
import { versionOf } from "../world/versions";
import { hiddenValue } from "./ups";
import type { RecordedDefinition, RecordedOutcome, ReleaseRecord } from "./schema";

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
}

export function glanceOf(record: ReleaseRecord): Glance {
  return {
    headline: headlineOf(record),
    noticed: noticedIn(record),
    changed: record.services.flatMap(changedIn),
    faster: fasterIn(record),
    running: record.services.map(({ name, serving: { color, image, tag, size } }) =>
      color === null
        ? `${name}: nothing`
        : `${name}: ${versionOf({ image, ...labelled(tag) })} on ${color}, ${counted(size, "task")}`,
    ),
  };
}

export const outcomeWords: Readonly<Record<RecordedOutcome, string>> = {
  done: "done",
  rolledBack: "rolled back",
  unchanged: "nothing to release",
  refused: "refused",
  paused: "paused",
  held: "stopped: another deployer holds the stack",
  bug: "stopped by a bug",
  inProgress: "in progress",
};

const kinds = { release: "release", decommission: "decommission", rollback: "rollback" } as const;

function headlineOf({ kind, release, services, stack, outcome, reasons }: ReleaseRecord): string {
  const names = services.map(({ name }) => name).join(", ");
  const what = [kinds[kind], release, names && `of ${names}`, `in ${stack}`].filter(Boolean);
  const failed = outcome === "done" && reasons.length > 0 ? ", but a hook or a worker failed" : "";
  return `${what.join(" ")}: ${outcomeWords[outcome]}${failed}`;
}

function noticedIn(record: ReleaseRecord): string {
  const { outcome, alarms, sources, returned, traffic } = record;
  if (outcome === "refused" || outcome === "unchanged") return "No: nothing was changed.";
  const gone = alarms.filter(({ state }, index) => state === "ALARM" && !isFirst(alarms, index));
  const counts = countsOf(traffic);
  if (gone.length > 0) {
    const lines = gone.map(({ name, at, reason }) => `${name} at ${clockTime(at)} (${reason})`);
    return `Probably: ${counted(gone.length, "alarm")} went off: ${lines.join("; ")}. ${counts}`.trimEnd();
  }
  if (outcome === "rolledBack" && returned === false) {
    return "No: the candidate was stopped before it served production.";
  }
  if (returned) {
    return `Maybe: the candidate may have served production before it was rolled back. ${counts}`.trimEnd();
  }
  if (sources.alarms.length === 0) {
    return counts
      ? `Not known: Pulumi's history keeps no alarms. ${counts}`
      : "Not known: Pulumi's history keeps neither requests nor alarms.";
  }
  if (outcome !== "done") return `Not known: the release has not ended. ${counts}`.trimEnd();
  return doneUnseen(record, counts);
}

function doneUnseen({ services, traffic }: ReleaseRecord, counts: string): string {
  const errors = sum(traffic.map(({ minutes }) => totalOf(minutes, "errors")));
  if (errors > 0) return `Maybe: no alarm went off, but there were errors. ${counts}`;
  return services.every(({ worker }) => worker)
    ? "Probably not: no alarm went off, and the new version keeps running."
    : `Probably not: no alarm went off, and production stayed healthy. ${counts || "Requests were not counted."}`;
}

/** `3 of 12,000 requests got a 5xx.` */
function countsOf(traffic: ReleaseRecord["traffic"]): string {
  const total = (of: "requests" | "errors") =>
    sum(traffic.map(({ minutes }) => totalOf(minutes, of)));
  const [requests, errors] = [total("requests"), total("errors")];
  if (requests === 0) return "";
  const failed = errors === 0 ? "none" : grouped(errors);
  return `Of ${grouped(requests)} requests that the load balancers counted, ${failed} got a 5xx.`;
}

type Minutes = ReleaseRecord["traffic"][number]["minutes"];

export function totalOf(minutes: Minutes, of: "requests" | "errors"): number {
  return sum(minutes.map((one) => one[of]));
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

/** `12,345` */
export function grouped(value: number): string {
  return new Intl.NumberFormat("en-US").format(value);
}

/** An alarm that was in ALARM when it was first looked at had another cause. */
function isFirst(alarms: ReleaseRecord["alarms"], index: number): boolean {
  return alarms.findIndex(({ name }) => name === alarms[index]!.name) === index;
}

function changedIn({ name, before, after, changes }: ReleaseRecord["services"][number]): string[] {
  return [
    `${name}: ${versionChange(before, after)}`,
    ...changes.map((change) => {
      const [from, to] = changeWords(change);
      return `${name}, ${change.key}: ${from} -> ${to}`;
    }),
  ];
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
  "Not measured: a service with `compare` or `canary` in its settings is measured by its releases.";

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

/** When it ran and who ran it. */
export function whenOf({ startedAt, endedAt, deployers, resumedAt }: ReleaseRecord): string {
  const until = endedAt === null ? "" : ` to ${clockTime(endedAt)}`;
  const by = deployers.map(({ owner }) => owner).join(", then ");
  const resumed = resumedAt === null ? "" : `; resumed at ${clockTime(resumedAt)}`;
  return `${dateTime(startedAt)}${until}${by && `, by ${by}`}${resumed}`;
}

export const whyTitle = ({ outcome }: Pick<ReleaseRecord, "outcome">) =>
  outcome === "done" ? "What failed afterwards" : `Why it was ${outcomeWords[outcome]}`;

/** `2026-01-02 12:05:59 UTC` */
export const dateTime = (at: string) => `${at.slice(0, 10)} ${clockTime(at)}`;

/** `12:05:59 UTC` */
export function clockTime(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}
