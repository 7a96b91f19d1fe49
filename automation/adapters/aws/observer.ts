import { ecrLocation } from "../../../config/ecr";
import { targetOf } from "../../../release/origin";
import { addressTypesOf, edgeOf, edgeTitle, privateZoneOf, publicZoneOf } from "../../world/edges";
import type { AddressType, ImageLookup, Observer } from "../../world/ports";
import { findRegistryImage } from "../registry/image";
import { describeAlarms } from "./alarms";
import { type Aws, createClients, type Identity } from "./clients";
import { askNameServers, type DnsAccess, loadBalancerAddresses, systemDns } from "./dns";
import { fleetHealth } from "./fleetHealth";
import { addressRecord } from "./inspect/zone";
import { findImage } from "./image";
import { readPrivateRecord } from "./privateRecord";
import { readingUntil } from "./reading";
import { edgeTraffic, trafficWindow } from "./traffic";

export interface AwsObserverOptions {
  /** Such as `eu-central-1`; by default that of the inventory or the repository. */
  region?: string | undefined;
  /** Aborts every pending call and its retries. */
  signal?: AbortSignal | undefined;
  /** See AwsAccess. */
  identity?: Identity | undefined;
  /** Milliseconds since the epoch. */
  nowMs?: () => number;
  dns?: DnsAccess;
}

/**
 * Observes AWS and DNS. Every method throws AwsFailure if a call fails even after retries, and the signal's
 * reason as soon as it is aborted.
 */
export function createAwsObserver(options: AwsObserverOptions): Observer {
  const { signal, nowMs = Date.now, dns = systemDns } = options;
  const awsIn = clientsByRegion(options);
  const reading = readingUntil(signal);
  return {
    // One look at a fleet takes up to eight calls.
    pollMs: 3000,
    image: (reference, repositoryUri) =>
      reading(`image \`${reference}\``, () =>
        lookUpImage(reference, repositoryUri, { awsIn, signal }),
      ),
    fleet: (inventory, fleet) =>
      reading(`fleet \`${fleet.serviceName}\``, () =>
        fleetHealth(awsIn(inventory.region), inventory, fleet),
      ),
    traffic: (inventory, edge, service, windowSeconds, side) =>
      reading(
        `traffic of \`${service.productionName ?? service.privateName}\` at the ${edgeTitle(edge, side)}`,
        () => {
          const window = trafficWindow(nowMs(), windowSeconds);
          return edgeTraffic(awsIn(inventory.region), inventory, edge, service, window, side);
        },
      ),
    resolve: (inventory, name) =>
      reading(`DNS of \`${name}\``, async () => {
        const zone = privateZoneOf(inventory, name);
        if (zone) return readPrivateRecord(awsIn(inventory.region), dns, zone, name);
        const { nameServers } = publicZoneOf(inventory, name);
        const ask = (type: AddressType) => askNameServers(dns, nameServers, name, type);
        return (await Promise.all(addressTypesOf(inventory, name).map(ask))).flat();
      }),
    recordTarget: (inventory, name, type) =>
      reading(`Route 53's record of \`${name}\``, async () => {
        const { id } = privateZoneOf(inventory, name) ?? publicZoneOf(inventory, name);
        const record = await addressRecord(awsIn(inventory.region), id, name, type);
        return record && (record.alias ?? targetOf(record.values));
      }),
    alarms: ({ region }, names) =>
      reading(`alarms ${names.map((name) => `\`${name}\``).join(", ")}`, () =>
        describeAlarms(awsIn(region), names),
      ),
    edgeAddresses: (inventory, edge, side, type) =>
      reading(`addresses of the ${edgeTitle(edge, side)}`, () =>
        loadBalancerAddresses(dns, edgeOf(inventory, edge, side).dnsName, type),
      ),
    addressesOf: (name) => reading(`addresses of ${name}`, () => loadBalancerAddresses(dns, name)),
  };
}

/** Asks ECR through its own API, and any other registry through Docker's. */
function lookUpImage(
  reference: string,
  repositoryUri: string,
  { awsIn, signal }: { awsIn: AwsByRegion; signal: AbortSignal | undefined },
): Promise<ImageLookup> {
  const ecr = ecrLocation(repositoryUri);
  return ecr
    ? findImage(awsIn(ecr.region), reference, repositoryUri)
    : findRegistryImage(reference, repositoryUri, { env: process.env, signal });
}

export type AwsByRegion = (region: string | undefined) => Aws;

export function clientsByRegion({ region, signal, identity }: AwsObserverOptions): AwsByRegion {
  const clients = new Map<string | undefined, Aws>();
  return (regionOfResource) => {
    // A repository of ECR may be in another region than the environment.
    const wanted = regionOfResource ?? region;
    const aws = clients.get(wanted) ?? createClients({ region: wanted, signal, identity });
    clients.set(wanted, aws);
    return aws;
  };
}
