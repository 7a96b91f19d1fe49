import type { CloudClient, ServiceDescription } from "../../../rehearsal/cloudClient";
import { colors } from "../../../release/state";
import type { FleetInventory } from "../../inventory";
import type { FleetHealth, Observer, TargetHealth } from "../../ports";
import { askServers } from "../dns/authoritative";

/** The world as the local cloud reports it. Throws when the cloud is gone. */
export function createLocalObserver(cloud: CloudClient): Observer {
  return {
    pollMs: 250,
    async image(reference, repositoryUri) {
      const image = await cloud.image(reference, repositoryUri);
      // An image here is a directory that runs on any machine.
      return image.found ? { ...image, architecture: null } : image;
    },
    async fleet(inventory, fleet) {
      const description = await cloud.fleet(inventory.clusterName, fleet.serviceName);
      return description && toFleetHealth(description, fleet);
    },
    traffic: (inventory, edge, { productionName }, windowSeconds) =>
      cloud.traffic(inventory.edges[edge].arn, productionName, windowSeconds),
    async resolve(_inventory, name) {
      const { nameServers } = await cloud.info();
      return askServers(nameServers, name);
    },
    alarms: (_inventory, names) => cloud.alarms(names),
    async edgeAddresses(inventory, edge) {
      const { arn } = inventory.edges[edge];
      const found = (await cloud.edges()).find((one) => one.arn === arn);
      if (!found) throw new Error(`the local cloud has no load balancer ${arn}`);
      return found.addresses;
    },
  };
}

function toFleetHealth(
  { targets, ...health }: ServiceDescription,
  { targetGroupArns }: FleetInventory,
): FleetHealth {
  const seen = colors.flatMap((edge) =>
    targets
      .filter(({ targetGroupArn }) => targetGroupArn === targetGroupArns[edge])
      .map(({ target, state, reason }): TargetHealth => ({ edge, target, state, reason })),
  );
  return { ...health, targets: seen };
}
