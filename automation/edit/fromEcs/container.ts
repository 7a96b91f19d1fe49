import { capabilities } from "../../../config/capabilities";
import { ulimitNames } from "../../../config/containerSchema";
import { referenceProblem } from "../../../config/secretReference";
import type { EcsContainer } from "../../world/ecsService";
import { said, type Taken } from "./taken";

/** What a service's own container and its sidecars have in common. */
export function containerSettings(one: EcsContainer): Taken {
  const secrets = secretsOf(one);
  const dropped = droppedBy(one);
  return {
    value: said({
      command: one.command,
      entryPoint: one.entryPoint,
      user: one.user,
      workingDirectory: one.workingDirectory,
      environment: Object.fromEntries(
        (one.environment ?? []).map(({ name = "", value = "" }) => [name, value]),
      ),
      secrets: secrets.value,
      stopSeconds: one.stopTimeout,
      // The other way round than ECS, both are on unless settings say otherwise.
      ...(one.readonlyRootFilesystem !== true && { readonlyRootFilesystem: false }),
    }),
    left: [...secrets.left, ...dropped.left, ...unsupported(one)],
  };
}

/** Settings that only the service's own container has. */
export function ownContainerSettings(one: EcsContainer): Taken {
  const limits = ulimitsOf(one);
  return {
    value: {
      ...said({ ulimits: limits.value }),
      ...(one.linuxParameters?.initProcessEnabled !== true && { init: false }),
    },
    left: limits.left,
  };
}

/** None are dropped in ECS unless a definition says so; the settings drop those that servers don't need. */
export function droppedBy({ name, linuxParameters }: EcsContainer): Taken<{ drop: string[] }> {
  const { add = [], drop = [] } = linuxParameters?.capabilities ?? {};
  const known = drop.filter((one) => (capabilities as readonly string[]).includes(one));
  return {
    value: { drop: known },
    left:
      add.length > 0
        ? [`${name}: capabilities ${add.join(", ")}: none can be added to those of Docker`]
        : [],
  };
}

function secretsOf({ name: container, secrets = [] }: EcsContainer): Taken {
  const all = secrets.map(({ name = "", valueFrom = "" }) => {
    const isName = !/^(arn:|\/)/.test(valueFrom);
    // A parameter without a path is named without a slash, and ECS finds it with one as well.
    return { name, from: isName ? `/${valueFrom}` : valueFrom };
  });
  const fit = all.filter(({ from }) => referenceProblem(from) === undefined);
  return {
    value: Object.fromEntries(fit.map(({ name, from }) => [name, from])),
    left: all
      .filter((one) => !fit.includes(one))
      .map(({ name, from }) => `${container}: secret ${name}: it ${referenceProblem(from)}`),
  };
}

function ulimitsOf({ name: container, ulimits = [] }: EcsContainer): Taken {
  const isKnown = (name: string) => (ulimitNames as readonly string[]).includes(name);
  const all = ulimits.map(({ name = "", softLimit: soft = 0, hardLimit: hard = 0 }) => ({
    ...{ name, limit: soft === hard ? soft : { soft, hard } },
  }));
  return {
    value: Object.fromEntries(
      all.filter(({ name }) => isKnown(name)).map(({ name, limit }) => [name, limit]),
    ),
    left: all
      .filter(({ name }) => !isKnown(name))
      .map(({ name }) => `${container}: ulimit ${name}: not supported`),
  };
}

/** Ports and ranges of ports, as they are listed. */
export function listPorts(mappings: NonNullable<EcsContainer["portMappings"]>): string {
  return mappings.map((one) => one.containerPort ?? one.containerPortRange).join(", ");
}

/** A log driver of its own, which no setting has; nothing for `awslogs`. */
export function logDriverOf({ name, logConfiguration }: EcsContainer): string[] {
  const driver = logConfiguration?.logDriver;
  if (driver === undefined || driver === "awslogs") return [];
  return [
    `${name}: log driver ${driver}: logs go to CloudWatch Logs; \`logs\` and a log router can send them elsewhere`,
  ];
}

/** Parts of a container definition that no setting has, with the reason where one helps. */
const others: Record<string, string> = {
  environmentFiles: "copy their variables into `environment`",
  dockerLabels: "tags of tasks are set by `tags`",
  resourceRequirements: "GPUs are not supported",
  hostname: "",
  dnsServers: "",
  dnsSearchDomains: "",
  extraHosts: "",
  links: "",
  dockerSecurityOptions: "",
  interactive: "",
  pseudoTerminal: "",
  systemControls: "",
  credentialSpecs: "",
  restartPolicy: "a task whose essential container ends is replaced",
  privileged: "",
};

function unsupported(one: EcsContainer): string[] {
  const { devices, tmpfs, sharedMemorySize, maxSwap } = one.linuxParameters ?? {};
  const given = { ...one, devices, tmpfs, sharedMemorySize, maxSwap };
  const reasons = { ...others, devices: "", tmpfs: "", sharedMemorySize: "", maxSwap: "" };
  return Object.entries(reasons).flatMap(([key, reason]) => {
    const value = (given as Record<string, unknown>)[key];
    const isSet = Array.isArray(value)
      ? value.length > 0
      : typeof value === "object" && value !== null
        ? Object.keys(value).length > 0
        : Boolean(value);
    return isSet ? [`${one.name}: ${key}: ${reason || "not supported"}`] : [];
  });
}
