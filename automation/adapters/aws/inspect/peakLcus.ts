import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { type Color, colors } from "../../../../release/state";
import type { Inventory } from "../../../../release/inventory";
import type { PeakLcus } from "../../../world/inspector";
import type { Aws } from "../clients";
import { loadBalancerDimension, requireValues } from "../traffic";

/** CloudWatch keeps minutes for 15 days. */
const days = 14;
const dayMs = 24 * 60 * 60 * 1000;

/** Each color's busiest minute. Source: "Monitor your reservation", Elastic Load Balancing User Guide. */
export async function peakLcus(
  aws: Aws,
  { edges }: Pick<Inventory, "edges">,
  nowMs: number,
): Promise<PeakLcus> {
  const { paginateGetMetricData } = await import("@aws-sdk/client-cloudwatch");
  const pages = paginateGetMetricData(
    { client: await aws.cloudWatch() },
    {
      MetricDataQueries: colors.map((color) => sumsOf(color, edges[color].arn)),
      StartTime: new Date(nowMs - days * dayMs),
      EndTime: new Date(nowMs),
    },
    aws.callOptions,
  );
  const peaks: Record<Color, number> = { blue: 0, green: 0 };
  for await (const { MetricDataResults = [] } of pages) {
    for (const result of MetricDataResults) {
      const color = result.Id as Color;
      const values = requireValues(result, "PeakLCUs of load balancer");
      peaks[color] = values.reduce((most, value) => Math.max(most, value), peaks[color]);
    }
  }
  return { days, peaks };
}

function sumsOf(color: Color, arn: string): MetricDataQuery {
  return {
    Id: color,
    MetricStat: {
      Metric: {
        Namespace: "AWS/ApplicationELB",
        MetricName: "PeakLCUs",
        Dimensions: [{ Name: "LoadBalancer", Value: loadBalancerDimension(arn) }],
      },
      Period: 60,
      Stat: "Sum",
    },
  };
}
