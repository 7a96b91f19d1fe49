import type { ContainerInput } from "./ecsContainer";
import { repeated } from "./repeated";

interface Inputs {
  requiresCompatibilities?: string[];
  cpu?: string;
  memory?: string;
}

/** Seconds between SIGTERM and SIGKILL. */
const mostOnFargate = 120;

/** What ECS says of containers of one task. Source: `ContainerDefinition`, Amazon ECS API Reference. */
export function containerProblems(inputs: Inputs, all: readonly ContainerInput[]): string[] {
  const names = all.map(({ name }) => name);
  const sum = (of: "cpu" | "memory") => all.reduce((total, one) => total + (one[of] ?? 0), 0);
  const isBeyond = (of: "cpu" | "memory") =>
    inputs[of] !== undefined && sum(of) > Number(inputs[of]);
  return [
    ...repeated(names).map((name) => `Container name '${name}' is not unique.`),
    ...(all.length > 0 && !all.some(({ essential }) => essential)
      ? ["Task definition does not have any essential container."]
      : []),
    ...(isBeyond("cpu") ? ["The cpu of the containers is more than that of the task."] : []),
    ...(isBeyond("memory") ? ["The memory of the containers is more than that of the task."] : []),
    ...routingProblems(inputs, all),
    ...all.flatMap((one) => ofContainer(inputs, one, all)),
  ];
}

/** FireLens: one container routes what others write. */
function routingProblems(
  { requiresCompatibilities = [] }: Inputs,
  all: readonly ContainerInput[],
): string[] {
  const routers = all.filter(({ firelensConfiguration }) => firelensConfiguration);
  const routed = all.filter(({ logConfiguration: log }) => log?.logDriver === "awsfirelens");
  const options = routers.map((one) => one.firelensConfiguration!.options);
  return [
    ...(routed.length > 0 && routers.length === 0
      ? [
          "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be " +
            "configured in one of the containers.",
        ]
      : []),
    ...(routers.length > 0 && routed.length === 0
      ? [
          "When a firelensConfiguration object is specified, at least one container has to be configured with the " +
            "awsfirelens log driver.",
        ]
      : []),
    ...(routers.length > 1 ? ["A task definition can have only one firelensConfiguration."] : []),
    ...(routers.some((one) => routed.includes(one))
      ? ["A container with a firelensConfiguration can't use the awsfirelens log driver."]
      : []),
    ...options.flatMap(({ "config-file-type": type, "config-file-value": file }) => [
      ...((type === undefined) === (file === undefined)
        ? []
        : ["config-file-type and config-file-value need each other."]),
      ...(type === "s3" && requiresCompatibilities.includes("FARGATE")
        ? ["Fargate supports only the config-file-type `file`."]
        : []),
    ]),
  ];
}

function ofContainer(
  { requiresCompatibilities = [] }: Inputs,
  { name, stopTimeout, environment, secrets, dependsOn }: ContainerInput,
  all: readonly ContainerInput[],
): string[] {
  const problems = repeated([...environment, ...secrets].map((one) => one.name)).map(
    (variable) => `the name of a secret or variable must be unique: \`${variable}\` is not`,
  );
  if (requiresCompatibilities.includes("FARGATE") && stopTimeout > mostOnFargate) {
    problems.push(`stopTimeout is at most ${mostOnFargate} on Fargate, found ${stopTimeout}`);
  }
  for (const { containerName, condition } of dependsOn) {
    const other = all.find((one) => one.name === containerName);
    if (!other || containerName === name) {
      problems.push(`Invalid dependsOn of ${name}: there is no other container ${containerName}.`);
    } else if (condition === "HEALTHY" && !other.healthCheck) {
      problems.push(`Invalid dependsOn of ${name}: ${containerName} has no health check.`);
    }
  }
  return problems;
}
