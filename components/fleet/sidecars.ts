import type { Sidecar } from "../../config/sidecarSchema";
import { pinnedImage } from "../../config/sidecarImage";
import { type InTask, linuxParameters, sorted, variables } from "./containerParts";
import { containerSecrets } from "./secrets";
import { mountPoints } from "./volumes";

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
