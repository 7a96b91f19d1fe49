import { type Origin, partNames, type ReleaseRecord } from "./schema";

/**
 * What two records of the same release know together: one is kept already, the other is about to replace it. How the
 * release ended is as the later one says; what each deployer saw is in both.
 */
export function merged(kept: ReleaseRecord, own: ReleaseRecord): ReleaseRecord {
  const isOvertaken = own.outcome === "held" || (isFinal(kept) && !isFinal(own));
  const [earlier, later] = isOvertaken ? [own, kept] : [kept, own];
  const seen = <Part extends TimedPart>(
    part: Part,
    at: (one: ReleaseRecord[Part][number]) => string,
  ) =>
    ([...earlier[part], ...later[part]] as ReleaseRecord[Part][number][]).toSorted((a, b) =>
      compared(at(a), at(b)),
    ) as ReleaseRecord[Part];
  const both = <Part extends ListPart>(part: Part) =>
    [...earlier[part], ...later[part]] as unknown as ReleaseRecord[Part];
  return {
    ...later,
    startedAt: least(earlier.startedAt, later.startedAt),
    unwatched: unwatchedIn(earlier, later),
    deployers: unique(
      [...earlier.deployers, ...later.deployers],
      ({ owner, since }) => `${owner} ${since}`,
    ),
    sources: sourcesOf(earlier, later),
    services: servicesOf(earlier, later),
    ...ofUps(earlier, later),
    steps: seen("steps", ({ startedAt }) => startedAt),
    notes: seen("notes", ({ at }) => at),
    nameServers: seen("nameServers", ({ at }) => at),
    alarms: changedAlarms(seen("alarms", ({ at }) => at)),
    ...{ tests: both("tests"), hooks: both("hooks"), comparisons: both("comparisons") },
    ...{ warmUps: both("warmUps"), canaries: both("canaries") },
    measured: unique(both("measured"), (line) => line),
    drain: drainOf(earlier, later),
    bill: later.bill ?? earlier.bill,
    traffic: later.traffic.length > 0 ? later.traffic : earlier.traffic,
  };
}

const isFinal = ({ outcome }: ReleaseRecord) => outcome === "done" || outcome === "rolledBack";

type TimedPart = "steps" | "notes" | "nameServers" | "alarms";
type ListPart = "tests" | "hooks" | "comparisons" | "warmUps" | "canaries" | "measured";

const compared = (a: string, b: string) => Date.parse(a) - Date.parse(b);
const least = (a: string, b: string) => (compared(a, b) <= 0 ? a : b);

function unique<T>(all: readonly T[], of: (one: T) => string): T[] {
  return [...new Map(all.map((one) => [of(one), one])).values()];
}

/** From where the earlier deployer stopped to where the later one began, if it did so afterwards. */
function unwatchedIn(earlier: ReleaseRecord, later: ReleaseRecord): ReleaseRecord["unwatched"] {
  const from = earlier.made.at;
  const to = later.resumedAt ?? later.endedAt ?? later.made.at;
  // Of the time before it was resumed, the later one alone knows nothing.
  const others = later.unwatched.filter((one) => compared(one.from, from) >= 0);
  const between = compared(from, to) < 0 ? [{ from, to }] : [];
  return unique([...earlier.unwatched, ...between, ...others], (one) => one.from);
}

function sourcesOf(earlier: ReleaseRecord, later: ReleaseRecord): ReleaseRecord["sources"] {
  const of = (name: (typeof partNames)[number]): Origin[] => [
    ...new Set([...earlier.sources[name], ...later.sources[name]].toSorted()),
  ];
  return Object.fromEntries(partNames.map((name) => [name, of(name)])) as ReleaseRecord["sources"];
}

/** The earlier one has seen what was there before the release. */
function servicesOf(earlier: ReleaseRecord, later: ReleaseRecord): ReleaseRecord["services"] {
  const last = later.services.length > 0 ? later.services : earlier.services;
  return last.map((service) => {
    const first = earlier.services.find(({ name }) => name === service.name);
    return first ? { ...service, before: first.before, changes: first.changes } : service;
  });
}

/** What the earlier one has seen itself, and what came after it. History has the same, less exactly. */
function ofUps(earlier: ReleaseRecord, later: ReleaseRecord) {
  const until = earlier.made.at;
  const after = (at: string) => compared(at, until) > 0;
  const shares = [...earlier.shares, ...later.shares.filter(({ at }) => after(at))];
  const phases = [...earlier.phases, ...later.phases.filter(({ at }) => after(at))];
  return {
    ups: [
      ...earlier.ups,
      ...later.ups.filter(({ from, startedAt }) => from === "observed" || after(startedAt)),
    ].toSorted((a, b) => compared(a.startedAt, b.startedAt)),
    phases: phases.filter(({ phase }, index) => phase !== phases[index - 1]?.phase),
    shares: shares.filter(
      ({ service, percent }, index) =>
        percent !== shares.slice(0, index).findLast((one) => one.service === service)?.percent,
    ),
  };
}

/** A state that the later one found as it was is no change. */
function changedAlarms(alarms: ReleaseRecord["alarms"]): ReleaseRecord["alarms"] {
  return alarms.filter(
    ({ name, state }, index) =>
      state !== alarms.slice(0, index).findLast((one) => one.name === name)?.state,
  );
}

function drainOf(earlier: ReleaseRecord, later: ReleaseRecord): ReleaseRecord["drain"] {
  const measured = later.drain.seconds === null ? earlier.drain : later.drain;
  const longRequests = [...earlier.drain.longRequests, ...later.drain.longRequests];
  return { ...measured, longRequests };
}
