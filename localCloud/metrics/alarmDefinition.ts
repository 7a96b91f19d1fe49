import { z } from "zod";
import { CloudError } from "../errors";
import { Metrics } from "./metrics";
import { querySchema, seriesOf } from "./query";

export const comparisons = {
  GreaterThanOrEqualToThreshold: {
    words: "greater than or equal to",
    isBreaching: (value: number, threshold: number) => value >= threshold,
  },
  GreaterThanThreshold: {
    words: "greater than",
    isBreaching: (value: number, threshold: number) => value > threshold,
  },
} as const;

/** What an alarm reads: as in `GetMetricData`, but one query returns data, and has to say so. */
export const alarmQueries = z
  .array(querySchema.safeExtend({ returnData: z.boolean().default(false) }))
  .min(1)
  .max(20);

export interface AlarmDefinition {
  comparisonOperator: keyof typeof comparisons;
  threshold: number;
  evaluationPeriods: number;
  datapointsToAlarm?: number | undefined;
  treatMissingData: "breaching" | "notBreaching";
  metricQueries: z.output<typeof alarmQueries>;
}

/** The same with longer periods. */
export function withPeriods(definition: AlarmDefinition, times: number): AlarmDefinition {
  const metricQueries = definition.metricQueries.map((query) =>
    query.metric
      ? { ...query, metric: { ...query.metric, period: query.metric.period * times } }
      : query,
  );
  return { ...definition, metricQueries };
}

export type Judgement = { state: "OK" | "ALARM"; reason: string };

/** CloudWatch looks at some periods more than an alarm asks for, in case data are missing. */
const morePeriods = 2;

/**
 * What CloudWatch makes of an alarm now ("Configuring how CloudWatch alarms treat missing data"): the newest data
 * points of a range that ends with the last period that is over, whether or not its data have arrived.
 */
export function judge(metrics: Metrics, definition: AlarmDefinition): Judgement {
  const { evaluationPeriods, threshold, treatMissingData } = definition;
  const { words, isBreaching } = comparisons[definition.comparisonOperator];
  const enough = definition.datapointsToAlarm ?? evaluationPeriods;
  const known = newestOf(metrics, definition);
  const breaching = known.filter((value) => isBreaching(value, threshold));
  const missing = treatMissingData === "breaching" ? evaluationPeriods - known.length : 0;
  const isOver = breaching.length + missing >= enough;
  const shown = isOver ? breaching : known;
  const points = shown.map((value) => String(Math.round(value * 100) / 100)).join(", ");
  const all = `${shown.length} out of the last ${evaluationPeriods} datapoints [${points}]`;
  const limit = `${isOver ? "" : "not "}${words} the threshold (${threshold})`;
  return {
    state: isOver ? "ALARM" : "OK",
    reason:
      known.length > 0 ? `Threshold Crossed: ${all}: ${limit}` : "no datapoints were received",
  };
}

/**
 * As many values as the alarm evaluates, fewer if there are no more, newest first. Its periods stand for CloudWatch's
 * minutes, and of a minute there are all data or none.
 */
function newestOf(
  metrics: Metrics,
  { metricQueries, evaluationPeriods }: AlarmDefinition,
): number[] {
  const period = metricQueries.find(({ metric }) => metric)?.metric?.period ?? 60;
  const periodMs = (period / 60) * metrics.minuteMs;
  const endMs = Math.floor(metrics.nowMs() / periodMs + 1e-9) * periodMs;
  const range = { startMs: endMs - (evaluationPeriods + morePeriods) * periodMs, endMs };
  const returned = metricQueries.find(({ returnData }) => returnData)?.id ?? "";
  const points = [...seriesOf(metrics.wholePeriods(), metricQueries, returned, range)].sort(
    ([a], [b]) => b - a,
  );
  return points.slice(0, evaluationPeriods).map(([, value]) => value);
}

/** Why an alarm can't be evaluated, naming what is not modelled; empty if it can. */
export function notModelledIn(definition: AlarmDefinition): string[] {
  try {
    judge(new Metrics(1000), definition);
    return [];
  } catch (error) {
    if (error instanceof CloudError) return [error.message];
    throw error;
  }
}
