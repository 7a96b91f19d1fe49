import { z } from "zod";
import { valid } from "../errors";
import { notModelled } from "./elbMetrics";
import { evaluate, type Value } from "./expression";
import type { Range, Readable, Series } from "./metrics";

export const metricSchema = z.strictObject({
  namespace: z.string(),
  metricName: z.string(),
  dimensions: z.record(z.string(), z.string()),
  /** Seconds, of which 60 are a minute of the metrics. */
  period: z.number().int().min(60).multipleOf(60),
  stat: z.string(),
});

/** Names a query for the expressions over it. */
export const queryId = z
  .string()
  .max(255)
  .regex(/^[a-z]\w*$/, "must begin with a lower-case letter");

/** One of `GetMetricData`: a metric, or an expression over other queries. */
export const querySchema = z
  .strictObject({
    id: queryId,
    label: z.string().optional(),
    expression: z.string().min(1).max(2048).optional(),
    metric: metricSchema.optional(),
    returnData: z.boolean().default(true),
  })
  .refine(
    ({ expression, metric }) => !expression !== !metric,
    "needs either `expression` or `metric`",
  );

export type MetricQuery = z.input<typeof querySchema>;
type Query = z.output<typeof querySchema>;

/** Times, oldest first, at which periods begin that have a value, in milliseconds since the epoch. */
export interface MetricResult {
  id: string;
  timestampsMs: number[];
  values: number[];
}

/** `GetMetricData`: what can be read by now. Throws for anything that is not modelled, naming it. */
export function metricData(
  metrics: Readable,
  queries: readonly MetricQuery[],
  range: Range,
): MetricResult[] {
  const wanted = valid(z.array(querySchema).max(500), queries, "InvalidParameterValue");
  return wanted
    .filter(({ returnData }) => returnData)
    .map(({ id }) => {
      const points = [...seriesOf(metrics, wanted, id, range)].sort(([a], [b]) => a - b);
      return {
        id,
        timestampsMs: points.map(([at]) => at),
        values: points.map(([, value]) => value),
      };
    });
}

/** The result of the query `id`, which may refer to the others. */
export function seriesOf(
  metrics: Readable,
  queries: readonly Query[],
  id: string,
  range: Range,
): Series {
  const periods = [...new Set(queries.flatMap(({ metric }) => metric?.period ?? []))];
  if (periods.length > 1) throw notModelled(`periods of ${periods.join(" and ")} s in one query`);
  const times = metrics.periodsIn(range, (periods[0] ?? 60) / 60);
  const valueOf = (name: string, within: readonly string[]): Value => {
    if (within.includes(name)) throw notModelled(`query ${name}, which refers to itself`);
    const query = queries.find((one) => one.id === name);
    if (!query) throw notModelled(`id ${name}, which no query has`);
    if (query.metric) return metrics.read(query.metric, range);
    return evaluate(query.expression ?? "", times, (used) => valueOf(used, [...within, name]));
  };
  const value = valueOf(id, []);
  if (typeof value === "number") throw notModelled(`query ${id}, which is a number and no series`);
  return value;
}
