import { z } from "zod";
import type { Cloud } from "../cloud";
import type { ContainerDefinition } from "../dataplane/taskDefinition";
import { CloudError } from "../errors";
import { taskDefinitionType } from "./ecsNames";
import { roleType } from "./iam";
import { defineType } from "./resourceType";
import { arnOf, jsonDocument, name, tags } from "./schemas";

/** No container runtime takes other names. */
const variable = z.string().regex(/^[^=\x00-\x1f\x7f]+$/, "is not the name of a variable");

const store = (service: string, what: string) =>
  `arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${what}`;
const valueFrom = new RegExp(
  `^(${store("ssm", "parameter(/[\\w.-]+){1,15}")}|` +
    `${store("secretsmanager", "secret:[\\w/+=.@!-]{1,519}(:[^:]*:([^:]{0,256}:|:[^:]{32,64}))?")})$`,
);

/** Those that ECS knows (ECS API, KernelCapabilities). */
const capability = z.enum(
  (
    "ALL AUDIT_CONTROL AUDIT_WRITE BLOCK_SUSPEND CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK " +
    "IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST " +
    "NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT " +
    "SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM"
  ).split(" "),
);

/** Docker refuses a soft limit above the hard one. Limits are not enforced here. */
const ulimit = z
  .strictObject({
    name: z.enum(
      (
        "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime " +
        "sigpending stack"
      ).split(" "),
    ),
    softLimit: z.number().int(),
    hardLimit: z.number().int(),
  })
  .refine(
    ({ softLimit: soft, hardLimit: hard }) => hard === -1 || (soft !== -1 && soft <= hard),
    "ulimit soft limit must be less than or equal to hard limit",
  );

/** One container definition in the ECS API's spelling (not Pulumi's). */
const containerSchema = z.strictObject({
  name: name(255, "_-"),
  /** The limit is that of what comes before the digest. */
  image: z
    .string()
    .regex(
      /^[\w:./-]{1,255}(@sha256:[0-9a-f]{64})?$/,
      "is longer than 255 characters or has characters that ECS does not accept",
    ),
  essential: z.literal(true).default(true),
  command: z.array(z.string()).min(1).optional(),
  entryPoint: z.array(z.string()).min(1).optional(),
  /** As Docker reads it. */
  user: z
    .string()
    .regex(/^[^\s:]+(:[^\s:]+)?$/, "is not `user`, or `user:group`")
    .optional(),
  workingDirectory: z.string().startsWith("/").optional(),
  ulimits: z.array(ulimit).optional(),
  cpu: z.number().int().optional(),
  memory: z.number().int().optional(),
  portMappings: z
    .array(
      z.strictObject({
        containerPort: z.number().int(),
        hostPort: z.number().int().default(0),
        protocol: z.literal("tcp").default("tcp"),
        name: z.string().optional(),
      }),
    )
    .max(1)
    .default([]),
  environment: z.array(z.strictObject({ name: variable, value: z.string() })).default([]),
  secrets: z
    .array(
      z.strictObject({
        name: variable,
        valueFrom: z
          .string()
          .regex(valueFrom, "is not the ARN of an SSM parameter or of a Secrets Manager secret"),
      }),
    )
    .default([]),
  stopTimeout: z.number().int().min(2).default(30),
  readonlyRootFilesystem: z.boolean().optional(),
  linuxParameters: z
    .strictObject({
      initProcessEnabled: z.boolean().optional(),
      /** Adding one is not modelled; Fargate allows SYS_PTRACE alone. */
      capabilities: z.strictObject({ drop: z.array(capability).min(1) }).optional(),
    })
    .optional(),
  logConfiguration: z
    .strictObject({ logDriver: z.string(), options: z.record(z.string(), z.string()) })
    .optional(),
});

/** ECS service quotas, "Task definition size". */
const maxBytes = 65_536;
/** Seconds between SIGTERM and SIGKILL. */
const mostOnFargate = 120;

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
      const parsed = z.tuple([containerSchema]).safeParse(JSON.parse(inputs.containerDefinitions));
      for (const issue of parsed.error?.issues ?? []) {
        problems.push(`containerDefinitions: ${issue.path.join(".")}: ${issue.message}`);
      }
      const { stopTimeout = 0, environment = [], secrets = [] } = parsed.data?.[0] ?? {};
      for (const name of repeated([...environment, ...secrets])) {
        problems.push(`the name of a secret or variable must be unique: \`${name}\` is not`);
      }
      if (inputs.requiresCompatibilities?.includes("FARGATE") && stopTimeout > mostOnFargate) {
        problems.push(`stopTimeout is at most ${mostOnFargate} on Fargate, found ${stopTimeout}`);
      }
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
    const container = toContainer(inputs.containerDefinitions);
    const { networkMode, executionRoleArn, taskRoleArn } = inputs;
    const definition = { arn, networkMode, executionRoleArn, taskRoleArn, container };
    cloud.taskDefinitions.set(arn, definition);
    return { id: inputs.family, outputs: { arn, arnWithoutRevision, revision } };
  },
  // Deregistered: services and tasks using it keep it, so it stays in `taskDefinitions`.
  delete() {},
  // Every revision of a family has the family as its id.
  key: (_id, state) => String(state.arn),
});

function repeated(all: readonly { name: string }[]): string[] {
  const names = all.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
}

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

function toContainer(definitions: string): ContainerDefinition {
  const [container] = z.tuple([containerSchema]).parse(JSON.parse(definitions));
  const [port] = container.portMappings;
  const { "awslogs-group": group, "awslogs-stream-prefix": prefix } =
    container.logConfiguration?.options ?? {};
  return {
    name: container.name,
    image: container.image,
    port: port ?? null,
    environment: Object.fromEntries(container.environment.map(({ name, value }) => [name, value])),
    secrets: container.secrets,
    stopTimeoutSeconds: container.stopTimeout,
    hasReadonlyRoot: container.readonlyRootFilesystem === true,
    ...(container.command && { command: container.command }),
    ...(container.entryPoint && { entryPoint: container.entryPoint }),
    ...(container.workingDirectory !== undefined && {
      workingDirectory: container.workingDirectory,
    }),
    ...(group !== undefined && prefix !== undefined && { log: { group, prefix } }),
  };
}

function nextRevision(cloud: Cloud, family: string): number {
  const prefix = `task-definition/${family}:`;
  return [...cloud.taskDefinitions.keys()].filter((arn) => arn.includes(prefix)).length + 1;
}

function requireRole(cloud: Cloud, arn: string): void {
  if (cloud.resources.all(roleType).some(({ outputs }) => outputs.arn === arn)) return;
  throw new CloudError("ClientException", `Role is not valid: ${arn}`);
}
