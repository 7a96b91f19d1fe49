import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Inventory, RunningShape } from "../../release/inventory";
import { environmentShape } from "../../config/environmentShape";
import { shapeOf } from "../../config/runningChanges";
import type { Settings } from "../../config/schema";
import type { Color } from "../../release/state";
import type { BlueGreenService } from "../blueGreenService";
import type { ApiFront } from "../loadBalancer/apiFront";
import type { EdgePlace } from "../loadBalancer/edges";
import type { Base } from "./foundation";
import { byColor, type FleetTargetGroups } from "../loadBalancer/targetGroups";

/** Also what the next `up` compares its settings to (config/servingChanges.ts). */
export type InventoryOutput = pulumi.Output<Inventory>;

export interface InventoryArgs {
  settings: Settings;
  base: Base;
  services: Record<string, BlueGreenService>;
  /** What private names share is not protected any more. */
  privateNamesAreOpen: boolean;
  /** A new VPC has a gateway endpoint of S3. */
  s3Endpoint: boolean;
  /** See Inventory. */
  fargateProviders: boolean;
  /** The public load balancers have IPv6 addresses. */
  ipv6: boolean;
  /** Entries of the services that this `up` leaves out. */
  kept: Record<string, unknown>;
}

/** Stack output `inventory`: tells the deployer where to find what the program created. */
export function inventory(args: InventoryArgs): InventoryOutput {
  const { settings, base, services, privateNamesAreOpen, kept } = args;
  const { s3Endpoint, fargateProviders, ipv6 } = args;
  const { cluster, zone, edges, network, privateNames, certificateArns } = base;
  return pulumi.output({
    account: aws.getCallerIdentityOutput().accountId,
    region: aws.getRegionOutput().region,
    environment: environmentShape(settings),
    clusterName: cluster.name,
    ...(fargateProviders && { fargateProviders }),
    ...(s3Endpoint && !("vpcId" in settings.network) && { s3Endpoint }),
    ...(ipv6 && { ipv6 }),
    ...(certificateArns && { ownCertificates: false as const }),
    taskSubnetIds: network.privateSubnetIds,
    hostedZone: { id: zone.zoneId, name: zone.name, nameServers: zone.nameServers },
    edges: byColor((color) => edgeInventory(edges[color])),
    ...(privateNames && {
      privateEdges: byColor((color) => edgeInventory(privateNames.edges[color])),
      privateZone: {
        id: privateNames.zone.zoneId,
        name: privateNames.zone.name,
        ...(privateNamesAreOpen && { protected: false }),
      },
    }),
    services: {
      ...(kept as Record<string, never>),
      ...Object.fromEntries(
        Object.entries(services).map(([name, service]) => [name, serviceInventory(name, service)]),
      ),
    },
  });
}

function edgeInventory({ loadBalancer: { arn, dnsName } }: Pick<EdgePlace, "loadBalancer">) {
  return { arn, dnsName };
}

function serviceInventory(name: string, service: BlueGreenService) {
  const { front } = service;
  const called = front?.privateService;
  return {
    ...(front && namesInventory(front)),
    ...(called && front.isReachable && { privateName: called.hostName }),
    repositoryUri: service.settings.repository ?? service.repository.repositoryUrl,
    containerName: name,
    logGroup: service.logGroup.name,
    securityGroupId: service.securityGroup.id,
    taskRoleArn: service.taskRole.arn,
    ...shapeOf(name, service.settings),
    ...(service.isScaled && { scaled: true as const, size: service.settings.size }),
    fleets: byColor((color) => ({
      ...fleetInventory(service, color),
      ...(called &&
        service.registered.includes(color) && {
          privateTargetGroupArns: arns(called.targetGroups[color]),
        }),
    })),
  };
}

/** The parts that an older program did not know are left out where they say nothing new. */
function namesInventory(front: ApiFront): Partial<RunningShape> {
  const { publicSide, testName } = front;
  if (!publicSide) return { testName };
  const { names, productionName, testAccess, ipv6Names } = publicSide;
  const zones = publicSide.zones();
  const first = names.find(({ isFirst }) => isFirst)?.hostName ?? null;
  return {
    productionName,
    testName,
    ...(testAccess && { testAccess }),
    ...(ipv6Names.length > 0 && { ipv6: [...ipv6Names] }),
    ...(names.length > 1 && { productionNames: names.map(({ hostName }) => hostName) }),
    ...(first !== productionName && { firstRecord: first }),
    ...(Object.keys(zones).length > 0 && { zones }),
  };
}

function fleetInventory(service: BlueGreenService, color: Color) {
  const fleet = service.fleets[color];
  return {
    // Empty until there is something to run.
    serviceName: fleet.ecsService?.name ?? "",
    taskDefinitionArn: fleet.taskDefinition?.arn ?? null,
    ...(service.front?.publicSide && {
      targetGroupArns: arns(service.front.publicSide.targetGroups[color]),
    }),
    autoScalingGroup: fleet.capacity?.group.name ?? null,
    alarms: service.alarms[color].map(({ name }) => name),
    capacityProvider: fleet.capacity?.provider.name ?? null,
    ...(fleet.onProviders && { onProviders: true as const }),
  };
}

function arns(targetGroups: FleetTargetGroups) {
  return byColor((edge) => targetGroups[edge].arn);
}
