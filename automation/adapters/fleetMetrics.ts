import type { Inventory, ServiceInventory } from "../../release/inventory";
import { type Color, colors } from "../../release/state";
import type { FleetMinute } from "../../statistics/canary/minute";
import { sumOf } from "../../statistics/canary/quantiles";
import { edgeOf } from "../world/edges";
import type { Counting, LatencyPercentiles, Metrics, MinuteSpan } from "../world/metrics";
import type { Side } from "../world/ports";

/** One metric of a target group at a load balancer, in namespace `AWS/ApplicationELB`. */
export interface MetricQuery {
  /** Begins with a lower-case letter; the answer has it too. */
  id: string;
  metricName: string;
  loadBalancerArn: string;
  targetGroupArn: string;
  /** A minute of the metrics is 60. */
  periodSeconds: number;
  stat: string;
}

/** Values by id and by when their period begins, in milliseconds. A period without a value is left out. */
export type MetricAnswers = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** `GetMetricData`, at most 500 queries. */
export type AskMetrics = (
  region: string,
  queries: readonly MetricQuery[],
  range: { fromMs: number; toMs: number },
) => Promise<MetricAnswers>;

/** Where a fleet is registered. */
interface Place {
  id: string;
  /** The load balancer: the same for both fleets. */
  at: string;
  loadBalancerArn: string;
  targetGroupArn: string;
}

const classes = ["2XX", "3XX", "4XX", "5XX"];
const codesOf = ({ isLong }: Counting) => (isLong ? ["5XX"] : classes);

/**
 * So many requests without an answer are not just open at the end of the minute: the target does not answer.
 */
const lost = { requests: 20, share: 0.2 };

/**
 * Counts fleets at all load balancers. An error is a 5xx of the target, or a connection that it refused. What a load
 * balancer itself answers (502, 504) counts for no target group, and requests count when they arrive, answers when
 * they end: so requests without an answer are errors only where they are many.
 */
export function metricsFrom(ask: AskMetrics, minuteMs: number): Metrics {
  const asked = ({ region }: Inventory, queries: readonly MetricQuery[], span: MinuteSpan) =>
    queries.length === 0
      ? Promise.resolve<MetricAnswers>(new Map())
      : ask(region, queries, { fromMs: span.from * minuteMs, toMs: span.to * minuteMs });
  return {
    minuteMs,
    async minutes(inventory, service, span, how) {
      const stats = statsOf(how);
      const places = colors.flatMap((color) => placesOf(inventory, service, color));
      const answers = await asked(inventory, queriesFor(places, stats, 60), span);
      return Array.from({ length: Math.max(0, span.to - span.from) }, (_, index) => {
        const minute = span.from + index;
        const fleetOf = (color: Color) =>
          fleetMinute(placesOf(inventory, service, color), how, (id) =>
            answers.get(id)?.get(minute * minuteMs),
          );
        return { minute, fleets: { blue: fleetOf("blue"), green: fleetOf("green") } };
      });
    },
    async percentiles(inventory, service, span) {
      const places = colors.flatMap((color) => placesOf(inventory, service, color));
      const queries = queriesFor(places, percentileStats, (span.to - span.from) * 60);
      const answers = await asked(inventory, queries, span);
      // There is one period; AWS does not say on which minute it begins.
      const valueOf = (id: string) => [...(answers.get(id)?.values() ?? [])].at(-1);
      const at = busiest(places, valueOf);
      return Object.fromEntries(
        colors.flatMap((color) => {
          const found = percentilesOf(`${color}_${at}`, valueOf);
          return found ? [[color, found]] : [];
        }),
      );
    },
  };
}

/** Metrics and their statistics, by the suffix of the query's id. */
type Stats = Readonly<Record<string, readonly [metricName: string, stat: string]>>;

function statsOf(how: Counting): Stats {
  const { bounds = [] } = how;
  const buckets = ["", ...bounds.map(secondsOf)].map((low, index) => [
    `bucket${index}`,
    ["TargetResponseTime", `TC(${low}:${index < bounds.length ? secondsOf(bounds[index]!) : ""})`],
  ]);
  return Object.fromEntries([
    ["requests", ["RequestCount", "Sum"]],
    ["refused", ["TargetConnectionErrorCount", "Sum"]],
    ...codesOf(how).map((code) => [code, [`HTTPCode_Target_${code}_Count`, "Sum"]]),
    ...(bounds.length > 0 ? buckets : []),
  ]) as Stats;
}

/** CloudWatch takes up to ten decimal places. */
const secondsOf = (bound: number) => String(Number(bound.toFixed(6)));

const percentileStats: Stats = {
  requests: ["RequestCount", "Sum"],
  ...Object.fromEntries(
    ["p10", "p50", "p90", "p99"].map((stat) => [stat, ["TargetResponseTime", stat]] as const),
  ),
};

function queriesFor(places: readonly Place[], stats: Stats, periodSeconds: number): MetricQuery[] {
  return places.flatMap(({ id, at: _, ...place }) =>
    Object.entries(stats).map(([end, [metricName, stat]]) => ({
      ...{ id: `${id}_${end}`, ...place, metricName, stat, periodSeconds },
    })),
  );
}

function placesOf(inventory: Inventory, service: ServiceInventory, color: Color): Place[] {
  const { targetGroupArns, privateTargetGroupArns } = service.fleets[color];
  const at = (side: Side, groups: Partial<Record<Color, string>> | undefined) =>
    colors.flatMap((edge): Place[] => {
      const targetGroupArn = groups?.[edge];
      if (!targetGroupArn) return [];
      const { arn: loadBalancerArn } = edgeOf(inventory, edge, side);
      const place = `${edge}_${side}`;
      return [{ id: `${color}_${place}`, at: place, loadBalancerArn, targetGroupArn }];
    });
  return [...at("public", targetGroupArns), ...at("private", privateTargetGroupArns)];
}

type ValueOf = (id: string) => number | undefined;

function fleetMinute(places: readonly Place[], how: Counting, valueOf: ValueOf): FleetMinute {
  const total = (end: string) => {
    const values = places.flatMap(({ id }) => valueOf(`${id}_${end}`) ?? []);
    return values.length > 0 ? sumOf(values) : undefined;
  };
  const [arrived, refused] = [total("requests"), total("refused")];
  if (arrived === undefined && refused === undefined) return {};
  const requests = arrived ?? 0;
  const unanswered = requests - sumOf(classes.map((code) => total(code) ?? 0));
  const isLost = !how.isLong && unanswered >= lost.requests && unanswered >= lost.share * requests;
  const errors = (total("5XX") ?? 0) + (refused ?? 0) + (isLost ? unanswered : 0);
  const counts = how.bounds?.length
    ? [...how.bounds, Infinity].map((_, index) => total(`bucket${index}`))
    : [];
  return {
    requests: requests + (refused ?? 0),
    errors,
    ...(counts.some((count) => count !== undefined) && {
      latencyCounts: counts.map((count) => count ?? 0),
    }),
  };
}

/**
 * Percentiles of several target groups can't be added up. Each load balancer has clients of its own, so both
 * fleets are compared at the one where they have the most requests together.
 */
function busiest(places: readonly Place[], valueOf: ValueOf): string | undefined {
  const requestsAt = (at: string) =>
    sumOf(places.filter((one) => one.at === at).map(({ id }) => valueOf(`${id}_requests`) ?? 0));
  const all = [...new Set(places.map(({ at }) => at))];
  return all.sort((one, other) => requestsAt(other) - requestsAt(one))[0];
}

function percentilesOf(id: string, valueOf: ValueOf): LatencyPercentiles | undefined {
  const [p10, p50, p90, p99] = ["p10", "p50", "p90", "p99"].map((stat) => valueOf(`${id}_${stat}`));
  const requests = valueOf(`${id}_requests`);
  const isKnown = p10 && p50 && p90 && p99 && requests;
  return isKnown ? { p10, p50, p90, p99, requests } : undefined;
}
