import { z } from "zod";
import { kmsKeyArn, secretReference } from "./secretReference";
import { size } from "./size";

/** Whole seconds within bounds. */
export const seconds = (min: number, max: number) => z.number().int().min(min).max(max);

const path = z.string().regex(/^\/\S*$/, "must be a path that starts with `/`");

/** One HTTP request of the gate and what its answer must be. */
const check = z.strictObject({
  path,
  method: z.enum(["GET", "HEAD"]).default("GET"),
  /** HTTP status. */
  status: z.number().int().min(100).max(599).default(200),
  /** Text that the body must contain. */
  text: z.string().optional(),
  /** Members that the JSON body must have, compared deeply. */
  json: z.record(z.string(), z.json()).optional(),
});

const statusCodes = /^[2-4]\d\d([,-][2-4]\d\d)*$/;

const healthCheck = z.strictObject({
  path: path.default("/health"),
  /** HTTP status codes as the ALB writes them, such as `200` or `200-299`. */
  matcher: z
    .string()
    .regex(statusCodes, "must be status codes such as `200`, `200,204` or `200-299`, as text")
    .default("200"),
  intervalSeconds: seconds(5, 300).default(10),
  timeoutSeconds: seconds(2, 120).default(5),
  healthyThreshold: z.number().int().min(2).max(10).default(2),
  unhealthyThreshold: z.number().int().min(2).max(10).default(3),
});

const compute = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("fargate") }),
  z.strictObject({
    type: z.literal("ec2"),
    /**
     * One task an instance: `size` of the fleet is also the group's min and max. Leave room for a
     * second task, which a change of the definition starts beside the first. Where AWS scales the
     * tasks, it scales the group with them.
     */
    instanceType: z
      .string()
      .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, "must be an instance type such as `t3.small`")
      .default("t3.small"),
    diskGiB: z.number().int().min(30).max(1000).default(30),
  }),
]);

/** Runs as a task of its own, with the image, network and permissions of the service's new version. */
const hook = z.strictObject({
  /** Program and arguments, in place of the image's own command; its entry point stays. */
  command: z.array(z.string().min(1)).min(1),
  /** A task that has not ended after this long is stopped, and has failed. */
  timeoutSeconds: seconds(1, 86400).default(600),
  /** It is not safe to repeat: a release that was interrupted never starts it a second time. */
  once: z.boolean().default(false),
});

/** What every service has, whatever its kind. */
const common = {
  /**
   * Where the images are, such as `ghcr.io/team/users`; by default the ECR repository that the program
   * makes. That one stays, as images of a fleet that runs may be there.
   */
  repository: z
    .string()
    .regex(
      /^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
      "must be a registry and a path without tag, such as `ghcr.io/team/users`",
    )
    .optional(),
  /** Secrets Manager secret with `username` and `password` for `repository`, where tasks need one to pull. */
  repositorySecretArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/,
      "must be the ARN of a secret in Secrets Manager",
    )
    .optional(),
  /** Tasks of a fleet while its color is active: a number, or `{ min, max, target }` (config/size.ts). */
  size: size.default(2),
  /** CPU units, 1024 to a vCPU. */
  cpu: z.number().int().min(128).max(16384).default(256),
  memoryMiB: z.number().int().min(128).max(122880).default(512),
  architecture: z.enum(["X86_64", "ARM64"]).default("X86_64"),
  compute: compute.default({ type: "fargate" }),
  environment: z.record(z.string(), z.string()).default({}),
  /**
   * Variables whose values ECS reads as a task starts: where each is (config/secretReference.ts), never
   * what it is.
   */
  secrets: z.record(z.string(), secretReference).default({}),
  /** The KMS key that the secrets are encrypted with, when it is one of your own. */
  secretsKmsKeyArn: kmsKeyArn.optional(),
  /**
   * Services of the environment that this one calls. Each is told as `<SERVICE>_URL`, a private name that
   * leads to its active color; to no other may it connect inside.
   */
  calls: z.array(z.string()).default([]),
  /** TCP ports that tasks may connect to; 443 is how they reach AWS and images. */
  outboundPorts: z.array(z.number().int().min(1).max(65535)).default([443]),
  /** False for an image that writes outside its volumes. */
  readonlyRootFilesystem: z.boolean().default(true),
  /** Between SIGTERM and SIGKILL. */
  stopSeconds: seconds(2, 120).default(30),
  /** How long a candidate may take to be healthy before the release is refused. */
  startSeconds: seconds(10, 3600).default(600),
  /**
   * Names of CloudWatch alarms that exist, metric or composite. One that goes off while a release is
   * under way ends it: before the switch the candidate stops, after it production returns.
   */
  alarms: z.array(z.string().min(1).max(255)).default([]),
  hooks: z
    .strictObject({
      /** Before a task of the new version starts. */
      beforeStage: hook.optional(),
      /** After the tests of the new version. */
      beforeSwitch: hook.optional(),
      /** Production is on the new version, the old one still runs: a failure returns production. */
      afterSwitch: hook.optional(),
      /** The old version has stopped: a failure is told, and changes nothing. */
      afterRetire: hook.optional(),
    })
    .prefault({}),
};

/** Behind the load balancers. */
const api = z.strictObject({
  // `optional`: a kind that is not written is this one, also to what looks at the kind first.
  kind: z.literal("api").optional().default("api"),
  /** Host name below the environment's domain; the service's name by default. */
  host: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be one DNS label in lower case")
    .optional(),
  /** Container port. */
  port: z.number().int().min(1).max(65535).default(8080),
  ...common,
  healthCheck: healthCheck.prefault({}),
  /** How long a stopping target may finish what it has. */
  deregistrationSeconds: seconds(0, 3600).default(30),
  checks: z.array(check).default([]),
  test: z
    .strictObject({ command: z.string().min(1), timeoutSeconds: seconds(1, 7200).default(300) })
    .optional(),
  /**
   * The program makes such an alarm for each color: it goes off when this share of a minute's requests,
   * of at least 20, was answered 5xx by the tasks. In percent; 0 makes none.
   */
  errorAlarmPercent: z.number().int().min(0).max(100).default(5),
  /** Place of the service's rules on the listeners, 0-12249, when the one from its name is taken. */
  ruleSlot: z.number().int().min(0).max(12249).optional(),
});

/** Takes its work from somewhere, such as a queue; nothing leads to it. */
const worker = z.strictObject({
  kind: z.literal("worker"),
  ...common,
  /**
   * Step 4: a command that runs as a task of its own with the new image, in place of the image's command,
   * and consumes nothing. An exit code other than 0 ends the release.
   */
  selfTest: z.strictObject({
    command: z.array(z.string().min(1)).min(1),
    timeoutSeconds: seconds(1, 7200).default(300),
  }),
  /**
   * Whether both versions may consume at once. If not, the old one has stopped before the new one starts,
   * and nothing is consumed in between.
   */
  overlap: z.boolean().default(false),
});

export const serviceSchema = z.discriminatedUnion("kind", [api, worker]);

export type Check = z.output<typeof check>;
export type ApiSettings = z.output<typeof api>;
export type WorkerSettings = z.output<typeof worker>;
export type ServiceSettings = ApiSettings | WorkerSettings;
export type ServiceKind = ServiceSettings["kind"];
