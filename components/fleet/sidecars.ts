import type { Sidecar } from "../../config/sidecarSchema";
import { pinnedImage } from "../../config/sidecarImage";
import type { Volume } from "../../config/volumeSchema";
import { containerSecrets } from "./secrets";
import { mountPoints } from "./volumes";

/** Pulumi's state keeps no order of keys, and another order would be another task definition. */
export function sorted<T>(of: Record<string, T>): [string, T][] {
  return Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** What the containers of a task have in common. */
export interface InTask {
  /** Variables in which the program says whose task it is. */
  variables: Record<string, string>;
  volumes: readonly Volume[];
  logConfiguration: object;
}

/** Container definition of a sidecar. */
export function sidecarContainer(name: string, sidecar: Sidecar, inTask: InTask) {
  const { cpu, memoryMiB, command, entryPoint, user, workingDirectory, healthCheck } = sidecar;
  const secrets = containerSecrets(sidecar);
  const mounts = mountPoints(inTask.volumes).filter(({ containerPath }) =>
    sidecar.mounts.includes(containerPath),
  );
  return {
    name,
    image: pinnedImage(sidecar.image),
    essential: sidecar.essential,
    ...(cpu !== undefined && { cpu }),
    ...(memoryMiB !== undefined && { memory: memoryMiB }),
    ...(command && { command }),
    ...(entryPoint && { entryPoint }),
    ...(user !== undefined && { user }),
    ...(workingDirectory !== undefined && { workingDirectory }),
    environment: variables({ ...sidecar.environment, ...inTask.variables }),
    ...(secrets.length > 0 && { secrets }),
    ...(mounts.length > 0 && { mountPoints: mounts }),
    ...(healthCheck && { healthCheck: inEcs(healthCheck) }),
    stopTimeout: sidecar.stopSeconds,
    readonlyRootFilesystem: sidecar.readonlyRootFilesystem,
    linuxParameters: linuxParameters(true, sidecar.droppedCapabilities),
    logConfiguration: inTask.logConfiguration,
  };
}

export function variables(of: Record<string, string>) {
  return sorted(of).map(([name, value]) => ({ name, value }));
}

export function linuxParameters(init: boolean, dropped: readonly string[]) {
  return {
    initProcessEnabled: init,
    ...(dropped.length > 0 && { capabilities: { drop: [...dropped].sort() } }),
  };
}

function inEcs({
  command,
  intervalSeconds,
  timeoutSeconds,
  retries,
  startSeconds,
}: NonNullable<Sidecar["healthCheck"]>) {
  return {
    command: ["CMD", ...command],
    interval: intervalSeconds,
    timeout: timeoutSeconds,
    retries,
    ...(startSeconds > 0 && { startPeriod: startSeconds }),
  };
}

/** `dependsOn` of the service's container: the sidecars that start before it. ECS stops them after it. */
export function startedBefore(sidecars: Record<string, Sidecar>) {
  return sorted(sidecars).flatMap(([containerName, { startFirst, healthCheck }]) =>
    startFirst ? [{ containerName, condition: healthCheck ? "HEALTHY" : "START" }] : [],
  );
}
