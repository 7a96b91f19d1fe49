import type { CloudClient } from "../api/client";
import { targetOf } from "../../release/origin";
import { colors } from "../../release/state";
import type { ServiceDescription } from "../dataplane/deployment";
import {
  addressTypesOf,
  edgeOf,
  namesOf,
  privateZoneOf,
  publicZoneOf,
} from "../../automation/world/edges";
import type { FleetInventory } from "../../release/inventory";
import type { FleetHealth, Observer, TargetHealth } from "../../automation/world/ports";
import { askServers, askServersFor } from "../../automation/adapters/dns/authoritative";
import { collectAddresses } from "../../automation/adapters/dns/loadBalancer";

/** The running system as the local cloud reports it. Throws if the cloud is gone. */
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
    traffic(inventory, edge, service, windowSeconds, side = "public") {
      const names = namesOf(service).filter((one) => one.side === side);
      const hosts = names.map(({ name }) => name);
      return cloud.traffic(edgeOf(inventory, edge, side).arn, hosts, windowSeconds);
    },
    async resolve(inventory, name) {
      const { nameServers, otherZones, privateZones } = await cloud.info();
      const { id: zoneId } = privateZoneOf(inventory, name) ?? publicZoneOf(inventory, name);
      const other = [...privateZones, ...otherZones].find(({ id }) => id === zoneId);
      const types = addressTypesOf(inventory, name);
      return askServersFor(types, other?.nameServers ?? nameServers, name);
    },
    async recordTarget(_inventory, name, wanted = "A") {
      const found = await cloud.records(name);
      const types = wanted === "A" ? ["A", "CNAME"] : [wanted];
      const address = found.find(({ type }) => types.includes(type));
      return address ? (address.aliasOf ?? targetOf(address.values)) : null;
    },
    alarms: (_inventory, names) => cloud.alarms(names),
    async edgeAddresses(inventory, edge, side, type) {
      const { dnsName } = edgeOf(inventory, edge, side);
      const { nameServers } = await cloud.info();
      return collectAddresses(() => askServers(nameServers, dnsName, undefined, type));
    },
    async addressesOf(name) {
      const { nameServers } = await cloud.info();
      return collectAddresses(() => askServers(nameServers, name.replace(/\.$/, "")));
    },
  };
}

function toFleetHealth(
  { targets, ...health }: ServiceDescription,
  { targetGroupArns, privateTargetGroupArns }: FleetInventory,
): FleetHealth {
  const seenBy = (arns: FleetInventory["targetGroupArns"], side: Pick<TargetHealth, "side">) =>
    colors.flatMap((edge) =>
      targets
        .filter(({ targetGroupArn }) => targetGroupArn === arns?.[edge])
        .map(({ target, state, reason }): TargetHealth => ({
          edge,
          ...side,
          target,
          state,
          reason,
        })),
    );
  const inside = privateTargetGroupArns ? seenBy(privateTargetGroupArns, { side: "private" }) : [];
  return { ...health, targets: [...seenBy(targetGroupArns, {}), ...inside] };
}
