import { countedServices, quotas } from "../../config/quotas";
import type { Settings } from "../../config/schema";
import type { AccountRoom, RoomName } from "./inspector";

const whatFor: Record<RoomName, string> = {
  vpcs: "VPCs in the region",
  internetGateways: "internet gateways in the region",
  elasticIps: "Elastic IP addresses in the region",
  natGatewaysPerZone: "NAT gateways in one Availability Zone",
  loadBalancers: "Application Load Balancers in the region",
};

/** What the first `up` of an environment with these settings creates. */
function firstNeeds({
  foundation,
  network,
  services,
}: Pick<Settings, "foundation" | "network" | "services">): Record<RoomName, number> {
  const nothing = { vpcs: 0, internetGateways: 0, elasticIps: 0, natGatewaysPerZone: 0 };
  if (foundation !== undefined) return { ...nothing, loadBalancers: 0 };
  const loadBalancers = quotas.loadBalancers.takes(countedServices(services));
  if ("vpcId" in network) return { ...nothing, loadBalancers };
  const elasticIps = network.natGateways === "single" ? 1 : network.availabilityZones;
  return { vpcs: 1, internetGateways: 1, elasticIps, natGatewaysPerZone: 1, loadBalancers };
}

/** Why AWS would refuse the first `up` halfway: its quotas have no room left. */
export function roomProblems(
  settings: Pick<Settings, "foundation" | "network" | "services">,
  room: AccountRoom,
): string[] {
  return Object.entries(firstNeeds(settings)).flatMap(([name, needed]) => {
    const found = room[name as RoomName];
    if (!found || needed === 0 || found.used + needed <= found.limit) return [];
    const { used, limit } = found;
    const what = whatFor[name as RoomName];
    return [`${what}: ${used} of ${limit} are in use, and this environment needs ${needed}`];
  });
}

export const raiseQuotas =
  "request an increase in the Service Quotas console, or delete what nobody needs";
