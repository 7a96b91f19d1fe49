import { z } from "zod";
import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { containerProblems } from "./ecsContainers";
import { containersSchema, toContainer } from "./ecsContainer";
import { taskDefinitionType } from "./ecsNames";
import { ephemeralStorage, toVolume, volume, volumeProblems } from "./ecsVolumes";
import { roleType } from "./iam";
import { defineType } from "./resourceType";
import { arnOf, jsonDocument, name, tags } from "./schemas";

/** ECS service quotas, "Task definition size". */
const maxBytes = 65_536;
export const taskDefinition = defineType({
  token: taskDefinitionType,
  properties: {
    family: name(255, "_-"),
    requiresCompatibilities: z.array(z.enum(["EC2", "FARGATE"])).min(1),
    networkMode: z.enum(["awsvpc", "bridge", "host"]),
    cpu: z.string().regex(/^\d+$/).optional(),
    memory: z.string().regex(/^\d+$/).optional(),
    runtimePlatform: z
      .strictObject({
        operatingSystemFamily: z.literal("LINUX"),
        cpuArchitecture: z.enum(["X86_64", "ARM64"]),
      })
      .optional(),
    executionRoleArn: arnOf("iam").optional(),
    taskRoleArn: arnOf("iam").optional(),
    ephemeralStorage,
    volumes: z.array(volume).optional(),
    containerDefinitions: jsonDocument,
    tags,
  },
  replaceOn: [
    "family",
    "requiresCompatibilities",
    "networkMode",
    "cpu",
    "memory",
    "runtimePlatform",
    "executionRoleArn",
    "taskRoleArn",
    "ephemeralStorage",
    "volumes",
    "containerDefinitions",
  ],
  problems(inputs) {
    const problems = [];
    if (inputs.requiresCompatibilities?.includes("FARGATE")) {
      problems.push(...fargateProblems(inputs));
    } else if (Number(inputs.cpu ?? 128) < 128 || Number(inputs.cpu ?? 128) > 196_608) {
      problems.push(`cpu is from 128 to 196608 on EC2, found ${inputs.cpu}`);
    } else if (Number(inputs.memory ?? 6) < 6) {
      problems.push(`memory is at least 6 MiB, found ${inputs.memory}`);
    }
    if (inputs.containerDefinitions !== undefined) {
      const bytes = Buffer.byteLength(inputs.containerDefinitions);
      if (bytes > maxBytes) {
        problems.push(`Actual length: '${bytes}'. Max allowed length is '${maxBytes}' bytes.`);
      }
      const parsed = containersSchema.safeParse(JSON.parse(inputs.containerDefinitions));
      for (const issue of parsed.error?.issues ?? []) {
        problems.push(`containerDefinitions: ${issue.path.join(".")}: ${issue.message}`);
      }
      problems.push(...volumeProblems(inputs, parsed.data ?? []));
      problems.push(...containerProblems(inputs, parsed.data ?? []));
    }
    return problems;
  },
  create(cloud, inputs) {
    for (const arn of [inputs.executionRoleArn, inputs.taskRoleArn]) {
      if (arn !== undefined) requireRole(cloud, arn);
    }
    const revision = nextRevision(cloud, inputs.family);
    const arnWithoutRevision = cloud.arn("ecs", `task-definition/${inputs.family}`);
    const arn = `${arnWithoutRevision}:${revision}`;
    const all = containersSchema.parse(JSON.parse(inputs.containerDefinitions)).map(toContainer);
    // The one behind load balancers; the others are beside it.
    const container = all.find(({ port }) => port !== null) ?? all[0]!;
    const sidecars = all.filter((one) => one !== container);
    const { networkMode, executionRoleArn, taskRoleArn } = inputs;
    const volumes = (inputs.volumes ?? []).map(toVolume);
    const roles = { executionRoleArn, taskRoleArn };
    const definition = { arn, networkMode, ...roles, container, sidecars, volumes };
    cloud.taskDefinitions.set(arn, definition);
    return { id: inputs.family, outputs: { arn, arnWithoutRevision, revision } };
  },
  // Deregistered: services and tasks using it keep it, so it stays in `taskDefinitions`.
  delete() {},
  // Every revision of a family has the family as its id.
  key: (_id, state) => String(state.arn),
});

/** CPU units and their valid MiB (ECS docs, "Task CPU and memory"). */
const fargateSizes: Record<string, { min: number; max: number; step: number }> = {
  256: { min: 512, max: 2048, step: 1024 },
  512: { min: 1024, max: 4096, step: 1024 },
  1024: { min: 2048, max: 8192, step: 1024 },
  2048: { min: 4096, max: 16_384, step: 1024 },
  4096: { min: 8192, max: 30_720, step: 1024 },
  8192: { min: 16_384, max: 61_440, step: 4096 },
  16384: { min: 32_768, max: 122_880, step: 8192 },
};

function fargateProblems(inputs: { cpu?: string; memory?: string; networkMode?: string }) {
  const problems = [];
  const { cpu, memory, networkMode } = inputs;
  if (networkMode !== undefined && networkMode !== "awsvpc") {
    problems.push("Fargate only supports network mode `awsvpc`");
  }
  const sizes = fargateSizes[cpu ?? ""];
  const size = Number(memory);
  const fits =
    sizes && size >= sizes.min && size <= sizes.max && (size === 512 || size % sizes.step === 0);
  if (!fits) problems.push(`no Fargate configuration has ${cpu} CPU units and ${memory} MiB`);
  return problems;
}

function nextRevision(cloud: Cloud, family: string): number {
  const prefix = `task-definition/${family}:`;
  return [...cloud.taskDefinitions.keys()].filter((arn) => arn.includes(prefix)).length + 1;
}

function requireRole(cloud: Cloud, arn: string): void {
  if (cloud.resources.all(roleType).some(({ outputs }) => outputs.arn === arn)) return;
  throw new CloudError("ClientException", `Role is not valid: ${arn}`);
}
