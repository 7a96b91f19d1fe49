import { ecrLocation } from "../ecr";
import { splitImage } from "../imageRepository";
import type { Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import { stopLimits } from "../serviceSchema";
import type { Sidecar } from "../sidecarSchema";
import { type Draft, services } from "./draft";
import { variableProblem } from "./environment";

/** The least that Docker reserves for a container. */
const leastMiB = 6;

/** Sources: `ContainerDefinition` and "Task definition parameters" of the Amazon ECS documentation. */
export function sidecarProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => [
    ...roomProblems(name, service),
    ...Object.entries(service.sidecars).flatMap(([sidecar, its]) => {
      const key = `services.${name}.sidecars.${sidecar}`;
      return [
        ...(sidecar === name
          ? [{ key, text: "has the name of the service's own container; choose another" }]
          : []),
        ...variableProblems(key, its),
        ...mountProblems(key, name, service, its),
        ...stopProblems(key, name, service, its),
        ...askingProblems(key, its),
        ...loginProblems(key, its),
      ];
    }),
  ]);
}

/** The service's own container needs a part of what the task has. */
function roomProblems(name: string, { cpu, memoryMiB, sidecars }: ServiceSettings): Problem[] {
  const all = Object.values(sidecars);
  const sum = (of: (sidecar: Sidecar) => number | undefined) =>
    all.reduce((total, one) => total + (of(one) ?? 0), 0);
  const [cpus, memory] = [sum((one) => one.cpu), sum((one) => one.memoryMiB)];
  const key = `services.${name}`;
  const reads = [`${key}.sidecars`];
  return [
    ...(cpus >= cpu
      ? [
          {
            key: `${key}.cpu`,
            text: `must be more than the ${cpus} of its sidecars, found ${cpu}`,
            reads,
          },
        ]
      : []),
    ...(memory + leastMiB > memoryMiB
      ? [
          {
            key: `${key}.memoryMiB`,
            text: `must be at least ${leastMiB} more than the ${memory} of its sidecars, found ${memoryMiB}`,
            reads,
          },
        ]
      : []),
  ];
}

function variableProblems(key: string, { environment, secrets }: Sidecar): Problem[] {
  const names = [
    ...Object.keys(environment).map((variable) => [`environment.${variable}`, variable] as const),
    ...Object.keys(secrets).map((variable) => [`secrets.${variable}`, variable] as const),
  ];
  return names.flatMap(([place, variable]) => {
    const isTwice = place.startsWith("secrets.") && variable in environment;
    const text = isTwice
      ? "is also set in `environment`; remove one of the two"
      : variableProblem(variable);
    return text === undefined ? [] : [{ key: `${key}.${place}`, text }];
  });
}

function mountProblems(
  key: string,
  name: string,
  { volumes }: ServiceSettings,
  { mounts }: Sidecar,
): Problem[] {
  return mounts.flatMap((path, index) =>
    volumes.some((volume) => volume.path === path)
      ? []
      : [
          {
            key: `${key}.mounts.${index}`,
            text: `is not the path of one of the service's \`volumes\`, found \`${path}\``,
            reads: [`services.${name}.volumes`],
          },
        ],
  );
}

/** As in a task definition, which the program writes itself: a container would look for a program of that name. */
function askingProblems(key: string, { healthCheck }: Sidecar): Problem[] {
  const first = healthCheck?.command[0] ?? "";
  if (!["CMD", "CMD-SHELL", "NONE"].includes(first)) return [];
  const todo = {
    CMD: "leave `CMD` out",
    "CMD-SHELL": "write `[sh, -c, <command line>]`, if the image has a shell",
    NONE: "remove `healthCheck`",
  }[first];
  const text = `must begin with the program to run, found \`${first}\`: ${todo}`;
  return [{ key: `${key}.healthCheck.command`, text }];
}

/** There ECS logs in with the role that starts the tasks. */
function loginProblems(key: string, { image, repositorySecretArn }: Sidecar): Problem[] {
  if (repositorySecretArn === undefined || !ecrLocation(splitImage(image).repository)) return [];
  const text = "has no effect: the image is in ECR, which needs no credentials; remove it";
  return [{ key: `${key}.repositorySecretArn`, text, reads: [`${key}.image`] }];
}

function stopProblems(
  key: string,
  name: string,
  { compute }: ServiceSettings,
  { stopSeconds }: Sidecar,
): Problem[] {
  const most = stopLimits.fargateSeconds;
  if (compute.type !== "fargate" || stopSeconds <= most) return [];
  const text = `must be at most ${most} on Fargate, found ${stopSeconds}`;
  return [{ key: `${key}.stopSeconds`, text, reads: [`services.${name}.compute`] }];
}
