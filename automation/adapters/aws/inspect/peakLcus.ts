import { type Color, colors } from "../../../../release/state";
import type { Inventory } from "../../../../release/inventory";
import type { PeakLcus } from "../../../world/inspector";
import type { Aws } from "../clients";
import { metricData } from "../metricData";

/** CloudWatch keeps minutes for 15 days. */
const days = 14;
const dayMs = 24 * 60 * 60 * 1000;

/** Each color's busiest minute. Source: "Monitor your reservation", Elastic Load Balancing User Guide. */
export async function peakLcus(
  aws: Aws,
  { edges }: Pick<Inventory, "edges">,
  nowMs: number,
): Promise<PeakLcus> {
  const range = { fromMs: nowMs - days * dayMs, toMs: nowMs };
  const queries = colors.map((color) => ({
    ...{ id: color, loadBalancerArn: edges[color].arn },
    ...{ metricName: "PeakLCUs", periodSeconds: 60, stat: "Sum" },
  }));
  const peaks: Record<Color, number> = { blue: 0, green: 0 };
  for await (const { id, values } of metricData(aws, queries, range, "PeakLCUs of load balancer")) {
    const color = id as Color;
    peaks[color] = values.reduce((most, value) => Math.max(most, value), peaks[color]);
  }
  return { days, peaks };
}
