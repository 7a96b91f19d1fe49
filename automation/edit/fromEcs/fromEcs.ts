import { stringify } from "yaml";
import { fargateSize } from "../../../config/checks/compute";
import { splitImage } from "../../../config/imageRepository";
import type { EcsContainer, EcsService, EcsTaskDefinition } from "../../world/ecsService";
import { refused } from "../../world/errors";
import {
  containerSettings,
  droppedBy,
  listPorts,
  logDriverOf,
  ownContainerSettings,
} from "./container";
import { withRegistry } from "./image";
import { sidecarsOf } from "./sidecars";
import { startOf } from "./start";
import { said, type Taken } from "./taken";
import { targetGroupSettings } from "./targetGroup";
import { volumesOf } from "./volumes";

export interface FromEcs extends Taken {
  /** What its tasks run, for the first release. */
  image: string;
}

/** A service's settings as an ECS service of somebody else has them, for a person to look through. */
export function settingsFromEcs(found: EcsService): FromEcs {
  const { taskDefinition: task, targetGroup } = found;
  const { own, port } = ownContainer(found);
  const common = containerSettings(own);
  const container = ownContainerSettings(own);
  const mounted = volumesOf(task, own);
  const containers = task.containerDefinitions ?? [];
  const sidecars = sidecarsOf(containers, own, mounted.value.mountsOf);
  const balanced = targetGroup && targetGroupSettings(targetGroup, port);
  const start = startOf(found);
  const image = withRegistry(own.image ?? "");
  const value = said({
    port,
    repository: splitImage(image).repository,
    repositorySecretArn: own.repositoryCredentials?.credentialsParameter,
    size: Math.max(1, found.service.desiredCount ?? 1),
    ...fargateSize(...sizeOf(task)),
    architecture: task.runtimePlatform?.cpuArchitecture === "ARM64" ? "ARM64" : undefined,
    ...balanced?.value,
    ...start.value,
    ...common.value,
    ...container.value,
    roleArn: task.taskRoleArn,
    volumes: mounted.value.volumes,
    ephemeralGiB: task.ephemeralStorage?.sizeInGiB,
    sidecars: sidecars.value,
    ...execOf(found, own),
  });
  // Also where it is empty: without the key, the settings drop those that servers don't need.
  const droppedCapabilities = droppedBy(own).value.drop;
  return {
    image,
    value: { ...value, droppedCapabilities },
    left: [
      ...leftOf(found, own),
      ...[balanced, start, common, container, mounted, sidecars].flatMap((one) => one?.left ?? []),
    ],
  };
}

/** A service's settings as a settings file has them, for a person to read before they are written. */
export function settingsLines(service: string, settings: object): string[] {
  const text = stringify({ [service]: settings }, { lineWidth: 0 });
  return [
    "would add to `services`:",
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}

function ownContainer({ service, taskDefinition, targetGroup }: EcsService) {
  const { containerDefinitions = [], runtimePlatform } = taskDefinition;
  const [balanced] = service.loadBalancers ?? [];
  const { operatingSystemFamily: system = "LINUX" } = runtimePlatform ?? {};
  if (system !== "LINUX") throw unusable(`it runs on ${system}, and tasks run on Linux here`);
  const own = containerDefinitions.find(({ name }) => name === balanced?.containerName);
  if (!own || balanced?.containerPort === undefined || !targetGroup) {
    throw unusable("no load balancer leads to it, so it serves no name that could be taken over");
  }
  return { own, port: balanced.containerPort };
}

function unusable(why: string) {
  return refused(
    `the ECS service can't be read into settings: ${why}`,
    "add the service by hand: bluegreen service add <name> --stack <stack>",
  );
}

/** CPU units and MiB of the task, which on instances may be only those of its containers. */
function sizeOf({ cpu, memory, containerDefinitions = [] }: EcsTaskDefinition): [number, number] {
  const sum = (of: (one: EcsContainer) => number | undefined) =>
    containerDefinitions.reduce((all, one) => all + (of(one) ?? 0), 0);
  return [
    cpu === undefined ? sum((one) => one.cpu) : Number(cpu),
    memory === undefined ? sum((one) => one.memory ?? one.memoryReservation) : Number(memory),
  ];
}

/** AWS's agent writes into the container. */
function execOf({ service }: EcsService, own: EcsContainer) {
  return service.enableExecuteCommand === true && own.readonlyRootFilesystem !== true
    ? { exec: true }
    : {};
}

function leftOf(found: EcsService, own: EcsContainer): string[] {
  const { service, taskDefinition: task } = found;
  const { name, image = "", healthCheck, portMappings = [] } = own;
  const [balanced, ...more] = service.loadBalancers ?? [];
  const [cpu, memory] = sizeOf(task);
  const size = fargateSize(cpu, memory);
  const ports = portMappings.filter(
    ({ containerPort }) => containerPort !== balanced?.containerPort,
  );
  const providers = (service.capacityProviderStrategy ?? []).map((one) => one.capacityProvider);
  const onInstances =
    service.launchType === "EC2" ||
    providers.some((one) => one !== "FARGATE" && one !== "FARGATE_SPOT") ||
    (service.launchType === undefined && task.cpu === undefined);
  const left: (string | false)[] = [
    more.length > 0 && `${more.length} more target groups: all names of a service lead to one port`,
    onInstances && "instances: its tasks run on Fargate, unless you set `compute`",
    providers.includes("FARGATE_SPOT") &&
      "Spot: all its tasks run on demand, unless you set `capacity`",
    (size.cpu !== cpu || size.memoryMiB !== memory) &&
      `${cpu} CPU units and ${memory} MiB: Fargate has no such size; the next larger one was taken`,
    service.desiredCount === 0 && "desired count 0: one task was taken",
    "scaling: set `size` to `{ min, max, target }` if Application Auto Scaling sets the number of tasks",
    "security groups: tasks may connect to port 443 only; add others, such as a database's, to `outboundPorts`, " +
      "and let the new tasks in there",
    (service.serviceRegistries ?? []).length > 0 &&
      "service discovery: `calls` gives private names",
    service.serviceConnected === true && "Service Connect: `calls` gives private names",
    service.enableExecuteCommand === true &&
      own.readonlyRootFilesystem === true &&
      "ECS Exec: AWS's agent can't write below a read-only root file system",
    healthCheck !== undefined &&
      `${name}: container health check: the load balancers' check decides`,
    ...logDriverOf(own),
    ports.length > 0 && `${name}: ports ${listPorts(ports)}: a service has one`,
    splitImage(image).digest === undefined &&
      splitImage(image).tag === undefined &&
      `${name}: its image has no tag: name one in the first release`,
    task.proxyConfiguration !== undefined && "proxy configuration (App Mesh): not supported",
    task.pidMode !== undefined && `PID mode ${task.pidMode}: not supported`,
    task.ipcMode !== undefined && `IPC mode ${task.ipcMode}: not supported`,
  ];
  return left.filter((line) => line !== false);
}
