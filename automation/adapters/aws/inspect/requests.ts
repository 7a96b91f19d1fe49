import { type Color, colors } from "../../../../release/state";
import type { Inventory, ServiceInventory } from "../../../../release/inventory";
import type { Requests } from "../../../world/inspector";
import type { Aws } from "../clients";
import { type LoadBalancerQuery, metricData } from "../metricData";

const days = 14;
const daySeconds = 24 * 60 * 60;

/** Requests of each service at both public load balancers. */
export async function requestsOf(
  aws: Aws,
  { edges, services }: Pick<Inventory, "edges" | "services">,
  nowMs: number,
): Promise<Requests> {
  const names = Object.keys(services);
  const queries = names.flatMap((name, index) => queriesOf(index, services[name]!, edges));
  const requests = Object.fromEntries(names.map((name) => [name, 0]));
  const range = { fromMs: nowMs - days * daySeconds * 1000, toMs: nowMs };
  for await (const { id, values } of metricData(aws, queries, range, "RequestCount")) {
    const name = names[Number(id.split("_")[1])]!;
    requests[name] = values.reduce((sum, value) => sum + value, requests[name]!);
  }
  return { days, requests };
}

function queriesOf(
  index: number,
  { fleets }: ServiceInventory,
  edges: Inventory["edges"],
): LoadBalancerQuery[] {
  const query = (fleet: Color, edge: Color): LoadBalancerQuery[] => {
    const targetGroupArn = fleets[fleet].targetGroupArns?.[edge];
    if (targetGroupArn === undefined) return [];
    const place = { loadBalancerArn: edges[edge].arn, targetGroupArn };
    const what = { metricName: "RequestCount", periodSeconds: daySeconds, stat: "Sum" };
    return [{ id: `r_${index}_${fleet}_${edge}`, ...place, ...what }];
  };
  return colors.flatMap((fleet) => colors.flatMap((edge) => query(fleet, edge)));
}
