import { counted } from "../../config/plural";
import type { ReleaseRecord } from "./schema";
import { clockTime, fromTo, grouped, totalOf } from "./words";

/** Did anybody notice? Says no more than what was seen allows. */
export function noticedIn(record: ReleaseRecord): string {
  const { outcome, release, ups, traffic } = record;
  const isUntouched = release === null && ups.length === 0;
  if (outcome === "refused" || outcome === "unchanged" || isUntouched) {
    return "No: nothing was changed.";
  }
  const found = alarmed(record) ?? (outcome === "done" ? ofDone(record) : ofUndone(record));
  return `${found} ${countsOf(traffic)}`.trimEnd();
}

function alarmed(record: ReleaseRecord): string | null {
  const { alarms, resumedAt, outcome, returned } = record;
  const on = alarms.filter(({ state }) => state === "ALARM");
  const shown = (all: ReleaseRecord["alarms"]) =>
    all.map(({ name, at, reason }) => `${name} at ${clockTime(at)} (${reason})`).join("; ");
  // One that was on when it was first looked at had another cause, unless the release was on its way.
  const gone = on.filter((one) => one !== alarms.find(({ name }) => name === one.name));
  if (gone.length > 0) {
    const went = `${counted(gone.length, "alarm")} went off`;
    return outcome === "rolledBack" && returned === false
      ? `Maybe: ${went}, but ${neverMoved(record)}: ${shown(gone)}.`
      : `Probably: ${went}: ${shown(gone)}.`;
  }
  if (resumedAt === null || on.length === 0) return null;
  return `Maybe: already in ALARM when the release was resumed: ${shown(on)}.`;
}

const neverMoved = ({ kind }: ReleaseRecord) =>
  kind === "decommission"
    ? "no service left production"
    : "the candidate was stopped before it served production";

function ofUndone(record: ReleaseRecord): string {
  const { outcome, returned, kind } = record;
  if (outcome === "resting") return "No: production has not reached the candidate.";
  if (outcome !== "rolledBack") return "Not known: the release has not ended.";
  if (returned === false) return `No: ${neverMoved(record)}.`;
  const moved =
    kind === "decommission"
      ? "left production before it was put back"
      : "served production before it was rolled back";
  const who = kind === "decommission" ? "a service" : "the candidate";
  return returned
    ? `Maybe: ${who} may have ${moved}.`
    : `Not known: it was not recorded whether ${who} ${moved}.`;
}

/** Alarms that were in ALARM at every look. */
function stuckIn(alarms: ReleaseRecord["alarms"]): string[] {
  const isStuck = (name: string) =>
    alarms.every((one) => one.name !== name || one.state === "ALARM");
  return [...new Set(alarms.map(({ name }) => name))].filter(isStuck);
}

function ofDone({ services, traffic, sources, unwatched, alarms }: ReleaseRecord): string {
  const { requests, errors } = totalsOf(traffic);
  if (sources.alarms.length === 0) {
    return requests > 0
      ? "Not known: Pulumi's history keeps no alarms."
      : "Not known: Pulumi's history keeps neither requests nor alarms.";
  }
  const seen = unwatched.length === 0 ? "" : " while a deployer watched";
  const gaps = unwatched.map((one) => ` Nobody watched alarms ${fromTo(one)}.`).join("");
  const stuck = stuckIn(alarms);
  const blind =
    stuck.length === 0
      ? ""
      : ` ${stuck.join(", ")} could not go off: already in ALARM before, and never OK.`;
  if (errors > 0) return `Maybe: no alarm went off${seen}, but there were errors.${gaps}${blind}`;
  if (services.every(({ worker }) => worker)) {
    return `Probably not: no alarm went off${seen}, and the new version keeps running.${gaps}${blind}`;
  }
  const counts = requests > 0 ? "" : " Requests were not counted.";
  return `Probably not: no alarm went off${seen}, and production stayed healthy.${gaps}${blind}${counts}`;
}

/** `3 of 12,000 requests got a 5xx.` */
function countsOf(traffic: ReleaseRecord["traffic"]): string {
  const { requests, errors } = totalsOf(traffic);
  if (requests === 0) return "";
  const failed = errors === 0 ? "none" : grouped(errors);
  return `Of ${grouped(requests)} requests that the load balancers counted, ${failed} got a 5xx.`;
}

function totalsOf(traffic: ReleaseRecord["traffic"]) {
  const minutes = traffic.flatMap((one) => one.minutes);
  return { requests: totalOf(minutes, "requests"), errors: totalOf(minutes, "errors") };
}
