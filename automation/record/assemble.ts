import { originOf } from "../../release/origin";
import { describeCanary } from "../runbook/canary/result";
import { describeCompared } from "../runbook/compare/describe";
import { inHistory as linesOf } from "../runbook/inHistory";
import { happened } from "../runbook/longRequests";
import type { Measured, Run } from "../runbook/run";
import { describeWarmed } from "../runbook/warm/describe";
import { unrecorded } from "../history/releases";
import type { Update } from "../history/update";
import { answerLeads } from "../world/nameLook";
import { recordedBill } from "./bill";
import { drainOf, inHistory, type Making, measuredIn } from "./fromHistory";
import { type Origin, partNames, type ReleaseRecord, recordVersion } from "./schema";
import { iso, ofUps, type TimedUp } from "./ups";
import type { Seen } from "./watch";

/** How the command ended that was watched. */
export type Ending = Pick<ReleaseRecord, "outcome" | "exitCode" | "returned" | "reasons" | "next">;

/** The release that was seen; null: none was begun or continued. */
export function releaseSeen({ ups, before }: Seen, { outcome }: Pick<Ending, "outcome">) {
  const continued = ["done", "rolledBack", "paused", "resting"].includes(outcome);
  const id = ups.at(-1)?.id ?? (continued ? before?.current?.id : undefined) ?? null;
  return {
    id: id === unrecorded ? null : id,
    isResumed: id !== null && before?.current?.id === id,
  };
}

/**
 * The record of what was seen.
 *
 * @param updates Pulumi's history, newest first, where another deployer began the release; null: not known
 */
export function assembled(
  run: Run,
  seen: Seen,
  ending: Ending,
  {
    stack,
    settings,
    made,
    updates,
    traffic,
  }: Making & {
    updates: readonly Update[] | null;
    traffic: ReleaseRecord["traffic"] | null;
  },
): ReleaseRecord {
  const { id, isResumed } = releaseSeen(seen, ending);
  const before = isResumed && id !== null ? inHistory(updates ?? [], id) : undefined;
  const earlier = before ? earlierThan(seen, before.ups) : [];
  const ups = [...earlier, ...seen.ups.filter((one) => id === null || one.id === id)];
  const { measured } = run;
  const past = before ? measuredIn(before.past) : [];
  const current =
    ups.find(({ wanted }) => wanted?.current)?.wanted?.current ?? seen.before?.current;
  const isOver = ending.outcome !== "paused" && ending.outcome !== "resting";
  const drainSeconds = measured.drainSeconds ?? before?.past.drainSeconds ?? null;
  const openedAt = iso(seen.openedMs);
  const startedAt = (id !== null && current?.startedAt) || openedAt;
  return {
    ...{ version: recordVersion, stack, release: id, made, ...ending },
    startedAt,
    endedAt: isOver ? made.at : null,
    resumedAt: isResumed ? openedAt : null,
    unwatched: isResumed ? [{ from: startedAt, to: openedAt }] : [],
    sources: sourcesOf({ isResumed, id, measuredBefore: past.length > 0, traffic, measured }),
    ...ofUps(ups, id === null ? null : seen.before, settings),
    ...{ steps: seen.steps, notes: seen.notes, alarms: seen.alarms },
    nameServers: nameServersOf(seen),
    ...measuredOf(measured),
    measured: [...new Set([...past, ...linesOf(run)])],
    drain: {
      ...drainOf(ups, drainSeconds, settings),
      longRequests: happened(measured.longRequests),
    },
    bill: measured.bill && recordedBill(measured.bill),
    traffic: traffic ?? [],
  };
}

/** History has whole seconds only. */
const historyStepMs = 1000;

/** Those of the deployers before: history has the observed ones, too. */
function earlierThan({ ups: [first] }: Seen, ups: readonly TimedUp[]): TimedUp[] {
  if (!first) return [...ups];
  const fromMs = Math.floor(first.startedMs / historyStepMs) * historyStepMs;
  return ups.filter(({ startedMs }) => startedMs < fromMs);
}

function sourcesOf({
  isResumed,
  id,
  measuredBefore,
  traffic,
  measured,
}: {
  isResumed: boolean;
  id: string | null;
  measuredBefore: boolean;
  traffic: unknown[] | null;
  measured: Pick<Measured, "bill">;
}): ReleaseRecord["sources"] {
  const both: Origin[] = isResumed ? ["history", "observed"] : ["observed"];
  const ofStates = ["ups", "definitions", "shares", "drain"];
  const ofMeasured = ["comparisons", "warmUps", "canaries"];
  const sources = partNames.map((name): [string, Origin[]] => {
    if (name === "definitions" && id === null) return [name, []];
    if (name === "traffic" && !traffic) return [name, []];
    // ECS knows the tasks of whoever began the release, too.
    if (name === "bill") return [name, measured.bill ? ["observed"] : []];
    if (ofStates.includes(name)) return [name, both];
    return [name, ofMeasured.includes(name) && measuredBefore ? both : ["observed"]];
  });
  return Object.fromEntries(sources) as ReleaseRecord["sources"];
}

function nameServersOf({ lookups, edges, edgeNames, before }: Seen): ReleaseRecord["nameServers"] {
  return lookups.map(({ atMs, name, answers }) => {
    const look = { edges, edgeNames, origin: before ? originOf(before, name) : undefined };
    return {
      at: iso(atMs),
      name,
      answers: answers.map(({ server, addresses, cname, ttlSeconds, error }) => ({
        ...{ server, addresses, ttlSeconds, error },
        leadsTo:
          error === null
            ? answerLeads({ addresses, ...(cname !== undefined && { cname }) }, look)
            : null,
      })),
    };
  });
}

/** The whole output is in the logs of the service or of its tests. */
const longestOutput = 4000;
const tailOf = (output: string) => output.slice(-longestOutput);

function measuredOf({ tests, hooks, compared, warmed, canary }: Measured) {
  return {
    tests: tests.map(({ output, ...one }) => ({ ...one, output: tailOf(output) })),
    hooks: hooks.map(({ output, ...one }) => ({ ...one, output: tailOf(output) })),
    comparisons: compared.map((one) => {
      const { service, request, verdict, oldMs, newMs, newToOld, pairs, equal, of, differing } =
        one;
      return {
        ...{ service, request, verdict, oldMs, newMs, newToOld, pairs, equal, of, differing },
        text: describeCompared(one),
      };
    }),
    warmUps: warmed.map((one) => {
      const { service, requestsPerSecond, sustainedPerSecond, requests, failed, p50Ms, p90Ms } =
        one;
      return {
        ...{ service, requestsPerSecond, sustainedPerSecond, requests, failed, p50Ms, p90Ms },
        text: describeWarmed(one),
      };
    }),
    canaries: canary.map((one) => {
      const { service, percent, found, errors, latency, latencyFrom } = one;
      const latencies = latency.map(({ statistic, ratio, low, high, verdict }) => ({
        ...{ statistic, ratio, low, high, verdict },
      }));
      return {
        ...{ service, percent, found, errors, latency: latencies, latencyFrom },
        text: describeCanary(one),
      };
    }),
  };
}
