import type { Metrics } from "../../world/metrics";
import { type AskMetrics, type MetricAnswers, metricsFrom } from "../fleetMetrics";
import type { Aws } from "./clients";
import { metricData } from "./metricData";
import { type AwsObserverOptions, clientsByRegion } from "./observer";
import { readingUntil } from "./reading";

const minuteMs = 60_000;

/** What CloudWatch has counted. Its methods fail as the observer's do. */
export function createAwsMetrics(options: AwsObserverOptions): Metrics {
  const awsIn = clientsByRegion(options);
  const reading = readingUntil(options.signal);
  return metricsFrom(
    (region, queries, range) =>
      reading("metrics of the load balancers", () =>
        askWithoutBuckets(awsIn(region), queries, range),
      ),
    minuteMs,
  );
}

/**
 * Whether CloudWatch counts the latencies of load balancers in buckets has not been tried. If it refuses the
 * statistic, nothing is known in buckets, as if it had none.
 */
async function askWithoutBuckets(
  ...[aws, queries, range]: Parameters<typeof askCloudWatch>
): Promise<MetricAnswers> {
  try {
    return await askCloudWatch(aws, queries, range);
  } catch (error) {
    const others = queries.filter(({ stat }) => !stat.startsWith("TC("));
    const isRefused = error instanceof Error && invalid.test(error.name);
    if (!isRefused || others.length === queries.length) throw error;
    return askCloudWatch(aws, others, range);
  }
}

/** Source: errors of `GetMetricData` and common errors, Amazon CloudWatch API Reference. */
const invalid =
  /^(ValidationError|ValidationException|InvalidParameter(Value|Combination)(Exception)?)$/;

async function askCloudWatch(
  aws: Aws,
  queries: Parameters<AskMetrics>[1],
  range: Parameters<AskMetrics>[2],
): Promise<MetricAnswers> {
  const found = new Map<string, Map<number, number>>();
  for await (const { id, timestamps, values } of metricData(aws, queries, range, "metric")) {
    const points = found.get(id) ?? new Map<number, number>();
    found.set(id, points);
    for (const [index, value] of values.entries()) points.set(timestamps[index]!.getTime(), value);
  }
  return found;
}
