import type { ServiceSettings } from "../../config/schema";
import type { Sidecar } from "../../config/sidecarSchema";
import { pinnedImage } from "../../config/sidecarImage";
import { credentials, type InTask, linuxParameters, sorted, variables } from "./containerParts";
import { containerSecrets } from "./secrets";
import { mountPoints } from "./volumes";

/** Log configuration of a container whose log a router sends on. */
export function routed({ options, secretOptions }: NonNullable<ServiceSettings["logs"]>) {
  const secrets = containerSecrets({ secrets: secretOptions });
  return {
    logDriver: "awsfirelens",
    ...(Object.keys(options).length > 0 && { options: Object.fromEntries(sorted(options)) }),
    ...(secrets.length > 0 && { secretOptions: secrets }),
  };
}

/** Container definition of a sidecar. */
export function sidecarContainer(name: string, sidecar: Sidecar, inTask: InTask) {
  const { cpu, memoryMiB, command, entryPoint, user, workingDirectory } = sidecar;
  const { healthCheck, logRouter } = sidecar;
  const secrets = containerSecrets(sidecar);
  const mounts = mountPoints(inTask.volumes).filter(({ containerPath }) =>
    sidecar.mounts.includes(containerPath),
  );
  return {
    name,
    image: pinnedImage(sidecar.image),
    ...credentials(sidecar),
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
    ...(logRouter && { firelensConfiguration: firelens(logRouter) }),
    stopTimeout: sidecar.stopSeconds,
    readonlyRootFilesystem: sidecar.readonlyRootFilesystem,
    linuxParameters: linuxParameters(true, sidecar.droppedCapabilities),
    logConfiguration: inTask.logConfiguration,
  };
}

function firelens({ type, metadata, configFile }: NonNullable<Sidecar["logRouter"]>) {
  return {
    type,
    options: {
      "enable-ecs-log-metadata": String(metadata),
      ...(configFile !== undefined && {
        "config-file-type": "file",
        "config-file-value": configFile,
      }),
    },
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
  return sorted(sidecars).flatMap(([containerName, { startFirst, healthCheck, logRouter }]) => {
    if (startFirst) return [{ containerName, condition: healthCheck ? "HEALTHY" : "START" }];
    // ECS's own order, which it drops where a container names others that it waits for.
    return logRouter ? [{ containerName, condition: "START" }] : [];
  });
}
