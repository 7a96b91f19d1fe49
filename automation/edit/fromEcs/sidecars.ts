import { splitImage } from "../../../config/imageRepository";
import type { EcsContainer } from "../../world/ecsService";
import { containerSettings, droppedBy, listPorts, logDriverOf } from "./container";
import { withRegistry } from "./image";
import { said, type Taken } from "./taken";
import type { volumesOf } from "./volumes";

/** The other containers of a task, by name. */
export function sidecarsOf(
  all: readonly EcsContainer[],
  own: EcsContainer,
  mountsOf: ReturnType<typeof volumesOf>["value"]["mountsOf"],
): Taken {
  const waited = new Map(
    (own.dependsOn ?? []).map(({ containerName, condition }) => [containerName, condition]),
  );
  const names = new Map<string, EcsContainer>();
  const made = all
    .filter((one) => one !== own)
    .map((one): Taken => {
      const sidecar = sidecarOf(one, mountsOf, waited.get(one.name));
      const [name] = Object.keys(sidecar.value);
      if (name === undefined) return sidecar;
      const other = names.get(name);
      names.set(name, other ?? one);
      if (!other) return sidecar;
      const left = `${one.name}: here it would be called ${name}, as ${other.name} is: add it under another name`;
      return { value: {}, left: [left] };
    });
  return {
    value: Object.assign({}, ...made.map(({ value }) => value)) as Record<string, unknown>,
    left: made.flatMap(({ left }) => left),
  };
}

function sidecarOf(
  one: EcsContainer,
  mountsOf: (sidecar: EcsContainer) => Taken<{ mounts: string[] }>,
  /** What the service's container waits for; undefined: nothing. */
  condition: string | undefined,
): Taken {
  const name = (one.name ?? "").toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-");
  const refused = problemOf(one, condition);
  if (refused !== undefined) return { value: {}, left: [`${one.name}: ${refused}`] };
  const common = containerSettings(one);
  const mounts = mountsOf(one);
  const value = said({
    image: withRegistry(one.image ?? ""),
    repositorySecretArn: one.repositoryCredentials?.credentialsParameter,
    cpu: one.cpu === 0 ? undefined : one.cpu,
    memoryMiB: one.memory,
    ...common.value,
    mounts: mounts.value.mounts,
    ...(one.essential === false && { essential: false }),
    ...(condition !== undefined && { startFirst: true }),
    healthCheck: healthCheckOf(one),
  });
  const droppedCapabilities = droppedBy(one).value.drop;
  const { dependsOn = [], portMappings = [], ulimits = [] } = one;
  return {
    value: { [name]: { ...value, droppedCapabilities } },
    left: [
      ...common.left,
      ...mounts.left,
      ...(dependsOn.length > 0
        ? [`${one.name}: dependsOn: sidecars start in no order among themselves`]
        : []),
      ...(ulimits.length > 0
        ? [`${one.name}: ulimits: only the service's container has them`]
        : []),
      ...logDriverOf(one),
      ...(portMappings.length > 0
        ? [
            `${one.name}: ports ${listPorts(portMappings)}: only its own task reaches a sidecar, at localhost`,
          ]
        : []),
    ],
  };
}

function problemOf(
  { image = "", firelensConfiguration }: EcsContainer,
  condition: string | undefined,
): string | undefined {
  if (firelensConfiguration) {
    return "log router: write it as a sidecar with `logRouter`, as docs/sidecars.md shows";
  }
  if (condition === "COMPLETE" || condition === "SUCCESS") {
    return "it runs to its end before the service starts: a hook, or the image's entry point, can do that";
  }
  const { tag, digest } = splitImage(image);
  return tag === undefined && digest === undefined
    ? `image ${image} has neither a tag nor a digest, which a sidecar's must have`
    : undefined;
}

/** `CMD` and arguments, or `CMD-SHELL` and a line for the shell. */
function healthCheckOf({ healthCheck }: EcsContainer): object | undefined {
  const [kind, ...words] = healthCheck?.command ?? [];
  if (!healthCheck || kind === undefined || kind === "NONE") return undefined;
  const { interval, timeout, retries, startPeriod } = healthCheck;
  const command =
    kind === "CMD" ? words : ["/bin/sh", "-c", (kind === "CMD-SHELL" ? words : [kind]).join(" ")];
  return said({
    command,
    ...{ intervalSeconds: interval, timeoutSeconds: timeout, retries, startSeconds: startPeriod },
  });
}
