import { z } from "zod";
import type { ContainerDefinition } from "../dataplane/taskDefinition";
import { name } from "./schemas";

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

const secretList = z
  .array(
    z.strictObject({
      name: variable,
      valueFrom: z
        .string()
        .regex(valueFrom, "is not the ARN of an SSM parameter or of a Secrets Manager secret"),
    }),
  )
  .default([]);

/** Of the drivers of ECS only these are modelled. */
const logConfiguration = z.discriminatedUnion("logDriver", [
  z.strictObject({
    logDriver: z.literal("awslogs"),
    options: z.strictObject({
      "awslogs-group": z.string(),
      "awslogs-region": z.string(),
      "awslogs-stream-prefix": z.string(),
    }),
  }),
  z.strictObject({
    logDriver: z.literal("awsfirelens"),
    options: z.record(z.string(), z.string()).default({}),
    secretOptions: secretList,
  }),
]);

const firelensConfiguration = z.strictObject({
  type: z.enum(["fluentbit", "fluentd"]),
  options: z
    .strictObject({
      "enable-ecs-log-metadata": z.enum(["true", "false"]).optional(),
      "config-file-type": z.enum(["s3", "file"]).optional(),
      "config-file-value": z.string().optional(),
    })
    .default({}),
});

/** One container definition in the ECS API's spelling (not Pulumi's). */
export const containerSchema = z.strictObject({
  name: name(255, "_-"),
  /** The limit is that of what comes before the digest. */
  image: z
    .string()
    .regex(
      /^[\w:./-]{1,255}(@sha256:[0-9a-f]{64})?$/,
      "is longer than 255 characters or has characters that ECS does not accept",
    ),
  /** The local cloud's registry asks nobody for a password. */
  repositoryCredentials: z
    .strictObject({
      credentialsParameter: z
        .string()
        .regex(
          new RegExp(`^${store("secretsmanager", "secret:[\\w/+=.@!-]{1,519}")}$`),
          "is not the ARN of a Secrets Manager secret",
        ),
    })
    .optional(),
  essential: z.boolean().default(true),
  dependsOn: z
    .array(z.strictObject({ containerName: z.string(), condition: z.enum(["START", "HEALTHY"]) }))
    .default([]),
  healthCheck: z
    .strictObject({
      /** `CMD-SHELL` is not modelled. */
      command: z.tuple([z.literal("CMD"), z.string()]).rest(z.string()),
      interval: z.number().int().min(5).max(300).default(30),
      timeout: z.number().int().min(2).max(60).default(5),
      retries: z.number().int().min(1).max(10).default(3),
      startPeriod: z.number().int().min(0).max(300).default(0),
    })
    .optional(),
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
  secrets: secretList,
  mountPoints: z
    .array(
      z.strictObject({
        sourceVolume: z.string(),
        containerPath: z.string().startsWith("/"),
        readOnly: z.boolean().default(false),
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
  logConfiguration: logConfiguration.optional(),
  firelensConfiguration: firelensConfiguration.optional(),
});

export type ContainerInput = z.output<typeof containerSchema>;

/** ECS service quotas, "Containers per task definition". */
export const containersSchema = z.array(containerSchema).min(1).max(10);

/** What a task needs of it. */
export function toContainer(container: ContainerInput): ContainerDefinition {
  const [port] = container.portMappings;
  const log = container.logConfiguration;
  return {
    name: container.name,
    image: container.image,
    port: port ?? null,
    environment: Object.fromEntries(container.environment.map(({ name, value }) => [name, value])),
    secrets: container.secrets,
    mounts: container.mountPoints.map(({ sourceVolume, containerPath }) => ({
      volume: sourceVolume,
      path: containerPath,
    })),
    stopTimeoutSeconds: container.stopTimeout,
    hasReadonlyRoot: container.readonlyRootFilesystem === true,
    essential: container.essential,
    startsAfter: container.dependsOn.map(({ containerName }) => containerName),
    ...(container.healthCheck && { healthCheck: container.healthCheck }),
    ...(container.command && { command: container.command }),
    ...(container.entryPoint && { entryPoint: container.entryPoint }),
    ...(container.workingDirectory !== undefined && {
      workingDirectory: container.workingDirectory,
    }),
    ...(log?.logDriver === "awslogs" && {
      log: { group: log.options["awslogs-group"], prefix: log.options["awslogs-stream-prefix"] },
    }),
    // No router's output is modelled: what is sent to it is in no log group.
    ...(log?.logDriver === "awsfirelens" && { logSecrets: log.secretOptions }),
  };
}
