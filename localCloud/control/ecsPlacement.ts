import { setTimeout as sleep } from "node:timers/promises";
import type { Cloud } from "../cloud";
import type { AutoScalingGroup } from "../dataplane/autoScaling";
import type { ServiceWorld } from "../dataplane/ecsService";
import type { Place } from "../dataplane/task";
import { fargateSpot } from "../dataplane/capacityStrategy";
import { admits } from "./connect";
import { capacityProviderType } from "./ecsCluster";
import { readSecrets } from "./secrets";

/** What a service's tasks need from the cloud; `capacityProvider` is null on Fargate. */
export function serviceWorld(cloud: Cloud, capacityProvider: string | null): ServiceWorld {
  const group = () => groupBehind(cloud, capacityProvider);
  return {
    timing: cloud.timing,
    startSeconds: () => cloud.options.taskStartSeconds,
    place: (signal, provider) =>
      capacityProvider === null
        ? onFargate(cloud, provider, signal)
        : onInstance(cloud, capacityProvider, signal),
    release: ({ instanceId }) => {
      if (instanceId === null) return;
      group()?.release(instanceId);
      if (isManaged(cloud, capacityProvider)) group()?.balance();
    },
    isDraining: ({ instanceId }) =>
      group()?.instances.find(({ id }) => id === instanceId)?.state === "draining",
    shortage: (provider) => {
      if (capacityProvider !== null) return group()?.running().length ? null : noInstance;
      return lacksSpot(cloud, provider) ? noSpot : null;
    },
    groupEvents: () => group()?.events ?? [],
    pull: (reference) => cloud.images.find(reference),
    readSecrets: (definition, container) => readSecrets(cloud, definition, container),
    network: (taskId) => taskNetwork(cloud, taskId),
    volumes: cloud.volumes,
    admits: (taskId, loadBalancerArn, port) => admits(cloud, { taskId, loadBalancerArn, port }),
    freePort: () => cloud.ports.take(),
    stops: cloud.stops,
    meter: cloud.meters.of(""),
    meters: cloud.meters,
    logDirectory: cloud.logDirectory,
    logs: cloud.logs,
    newTaskId: () => cloud.random.hex(32),
    newDeploymentId: () => `ecs-svc/${Math.floor(cloud.random.between(1e18, 9e18))}`,
  };
}

/** See rehearsal/sample/calls.ts: ports on this machine stand for addresses in a VPC. */
function taskNetwork(cloud: Cloud, taskId: string): Record<string, string> {
  const nameServers = [...cloud.privateZones.values()].flatMap(({ servers }) =>
    servers.map(({ host, port }) => `${host}:${port}`),
  );
  if (nameServers.length === 0) return {};
  const network = { controlUrl: cloud.controlUrl, taskId, nameServers };
  return { REHEARSAL_NETWORK: JSON.stringify(network), NODE_EXTRA_CA_CERTS: cloud.caFile };
}

const noInstance =
  "was unable to place a task because no container instance met all of its requirements. " +
  "Reason: No Container Instances were found in your capacity provider.";

const noSpot =
  "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a " +
  "different availability zone.";

function lacksSpot({ spot }: Cloud, provider: string): boolean {
  return spot.isShort && provider === fargateSpot;
}

/** Fargate never places a Spot task on demand: it waits for Spot capacity. */
async function onFargate(cloud: Cloud, provider: string, signal: AbortSignal): Promise<Place> {
  while (lacksSpot(cloud, provider)) await sleep(cloud.timing.ms(1), undefined, { signal });
  return { instanceId: null, address: cloud.newPrivateAddress() };
}

/** Waits until an instance is free: each task has an instance to itself. */
async function onInstance(
  cloud: Cloud,
  capacityProvider: string,
  signal: AbortSignal,
): Promise<Place> {
  const waits = {};
  try {
    for (;;) {
      const group = groupBehind(cloud, capacityProvider);
      const instance = group?.occupy();
      if (instance) return { instanceId: instance.id, address: cloud.newPrivateAddress() };
      group?.waiting.add(waits);
      if (isManaged(cloud, capacityProvider)) group?.balance();
      await sleep(cloud.timing.ms(1), undefined, { signal });
    }
  } finally {
    groupBehind(cloud, capacityProvider)?.waiting.delete(waits);
  }
}

function groupBehind(cloud: Cloud, capacityProvider: string | null): AutoScalingGroup | undefined {
  const provider = providerNamed(cloud, capacityProvider);
  return cloud.autoScalingGroups.get(String(provider?.outputs.autoScalingGroupArn));
}

/** Whether ECS manages the size of the provider's group. */
function isManaged(cloud: Cloud, capacityProvider: string | null): boolean {
  const group = providerNamed(cloud, capacityProvider)?.inputs.autoScalingGroupProvider;
  const { managedScaling } = (group ?? {}) as { managedScaling?: { status: string } };
  return managedScaling?.status === "ENABLED";
}

function providerNamed(cloud: Cloud, name: string | null) {
  return cloud.resources.all(capacityProviderType).find(({ inputs }) => inputs.name === name);
}
