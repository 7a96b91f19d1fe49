import { z } from "zod";
import { leastPairs } from "../statistics/verdict";
import { alarmName } from "./alarms";
import { imageRepository } from "./imageRepository";
import { capabilities, needlessCapabilities } from "./capabilities";
import { command, container } from "./containerSchema";
import { kmsKeyArn, secretArn, secretReference } from "./secretReference";
import { size } from "./size";
import { taskPermissions } from "./taskPermissions";
import { eachOnce } from "./unique";
import { passedText, variableName } from "./variables";

/** Whole seconds within a range. */
export const seconds = (min: number, max: number) => z.number().int().min(min).max(max);

const path = z
  .string()
  .regex(/^\//, "must be a path that starts with `/`")
  .regex(/^[^\s\x00-\x1f\x7f]*$/, "has a space or a control character; write it as in a URL: `%20`")
  .regex(/^[^#]*$/, "has a fragment (`#…`), which is never sent");

/** Source: `HealthCheckPath` of CreateTargetGroup, Elastic Load Balancing API Reference. */
const healthCheckPath = z
  .string()
  .max(1024)
  .regex(/^\/[!-~]*$/, "must be a path that starts with `/`, in printable ASCII without spaces");

/** One HTTP request of the test gate and its expected response. */
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

/** Of all requests of a comparison together. */
export const mostPairs = 10_000;

/** How `compare` measures the new version against production. */
const compare = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        path,
        method: z.enum(["GET", "HEAD"]).default("GET"),
        headers: z.record(z.string(), z.string()).default({}),
        /** Share of the pairs for this request, relative to the other requests. */
        share: z.number().min(0.001).max(1000).default(1),
      }),
    )
    .min(1),
  /** The pairs are spread over this time. If the result is unclear, it is extended up to three times as long. */
  minutes: z.number().int().min(10).max(120).default(10),
  /**
   * Pairs of all requests together. Each is three requests: one to the new version, two to the old one.
   */
  pairs: z.number().int().min(leastPairs).max(mostPairs).default(360),
  /** How many times as slow as the old version the new one may be. */
  maxSlowdown: z.number().min(1.1).max(10).default(1.25),
  /** JSON pointers to fields of the answers that may differ, such as `/generatedAt`. */
  ignore: z
    .array(
      z.string().regex(/^(\/([^~/]|~[01])*)*$/, "must be a JSON pointer such as `/generatedAt`"),
    )
    .default([]),
  /** Whether a version that is not shown to be as fast, or that answers differently, ends the release. */
  gate: z.boolean().default(true),
});

/** How the candidate's load balancer and tasks are warmed up before the switch. */
const warm = z.strictObject({
  /** Requested in turn, with GET. */
  paths: z.array(path).min(1).max(100),
  /** What the load rises to, for all paths together. */
  requestsPerSecond: z.number().int().min(1).max(1000),
  /** The load rises for the first two thirds of this time, and stays for the last. */
  seconds: seconds(10, 3600).default(60),
});

/** How production moves to the new version before the switch, step by step, and what ends that. */
const canary = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        /** Of the requests at both load balancers, for the new version. */
        percent: z.number().int().min(1).max(100),
        /** How long the share serves, and is watched, before the next one. */
        minutes: z.number().int().min(1).max(1440),
      }),
    )
    .min(1),
  /** Of 100 new versions that are as good as the old one, how many may be rolled back by mistake. */
  falseAlarmPercent: z.number().min(0.1).max(10).default(1),
  /** How many times as slow as the old version the new one may be. */
  maxSlowdown: z.number().min(1.05).max(10).default(1.1),
});

/** Codes and ranges of them, which may be mixed. */
const statusCodes = /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/;

function isInOrder(range: string): boolean {
  const [first, last = first] = range.split("-").map(Number);
  return first! <= last!;
}

const healthCheck = z.strictObject({
  path: healthCheckPath.default("/health"),
  /** HTTP status codes as the ALB writes them, such as `200` or `200-299`. */
  matcher: z
    .string()
    .regex(
      statusCodes,
      "must be status codes from 200 to 499 in quotes, such as `200`, `200,204` or `200-299`",
    )
    .refine(
      (text) => !/(\d{3})-(\d{3})/.test(text) || text.split(",").every(isInOrder),
      "has a range that ends before it begins; write it as in `200-299`",
    )
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
     * One task per instance: the fleet's `size` is also the Auto Scaling group's min and max. Leave room
     * for a second task, which ECS starts next to the first when the task definition changes. If AWS scales the
     * tasks, it scales the group with them. `verify` compares it with what EC2 says of the type.
     */
    instanceType: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "must be an instance type such as `t3.small`")
      .default("t3.small"),
    /** At least the 30 of the machine image; at most what a gp3 volume can have. */
    diskGiB: z.number().int().min(30).max(65_536).default(30),
  }),
]);

/** Runs as a one-off task with the image, network and permissions of the service's new version. */
const hook = z.strictObject({
  /** Program and arguments; replaces the image's command, but not its entry point. */
  command,
  /** A task that is still running after this time is stopped and counts as failed. */
  timeoutSeconds: seconds(1, 86400).default(600),
  /** The command is not safe to repeat: an interrupted release never starts it a second time. */
  once: z.boolean().default(false),
});

/** Settings of every kind of service. */
const common = {
  /**
   * Where the images are, such as `ghcr.io/team/users`; defaults to the ECR repository that the program
   * creates. The program keeps its own repository in either case, since a running fleet may still use
   * images from it.
   */
  repository: imageRepository.optional(),
  /**
   * Secrets Manager secret with `username` and `password` for `repository`, if pulling needs
   * credentials.
   */
  repositorySecretArn: secretArn.optional(),
  /** Tasks of the active fleet: a number, or `{ min, max, target }` (config/size.ts). */
  size: size.default(2),
  /** CPU units, 1024 per vCPU. */
  cpu: z.number().int().min(128).max(196_608).default(256),
  /** At least the 6 that Docker reserves for a container; at most what the largest instance has, 32 TiB. */
  memoryMiB: z.number().int().min(6).max(33_554_432).default(512),
  architecture: z.enum(["X86_64", "ARM64"]).default("X86_64"),
  compute: compute.default({ type: "fargate" }),
  ...container,
  ...taskPermissions,
  /**
   * Linux capabilities to drop from those that Docker grants to a container; `ALL` drops all of them. An
   * image that switches users or changes file owners at start needs some.
   */
  droppedCapabilities: eachOnce(z.enum(capabilities)).default([...needlessCapabilities]),
  environment: z.record(z.string(), passedText).default({}),
  /**
   * Variables whose values ECS reads when a task starts: references to secrets
   * (config/secretReference.ts), never the secrets themselves.
   */
  secrets: z.record(z.string(), secretReference).default({}),
  /** KMS key that encrypts the secrets, if it is a customer managed key. */
  secretsKmsKeyArn: kmsKeyArn.optional(),
  /**
   * Services of the environment that this one calls. It gets the URL of each as `<SERVICE>_URL`, a
   * private name that points to the callee's active color, and can connect to no other service inside
   * the environment.
   */
  calls: z.array(z.string()).default([]),
  /** TCP ports that tasks may connect to; 443 is how they reach AWS and image registries. */
  outboundPorts: eachOnce(z.number().int().min(1).max(65535)).default([443]),
  /** Set to false for an image that writes outside its volumes. */
  readonlyRootFilesystem: z.boolean().default(true),
  /** How long a candidate may take to become healthy before the release fails. */
  startSeconds: seconds(10, 3600).default(600),
  /**
   * Names of existing CloudWatch alarms, metric or composite. An alarm that goes off during a release
   * ends it: before the switch the candidate is stopped, after it production is rolled back.
   */
  alarms: eachOnce(alarmName).default([]),
  hooks: z
    .strictObject({
      /** Before a task of the new version starts. */
      beforeStage: hook.optional(),
      /** After the new version has passed its tests. */
      beforeSwitch: hook.optional(),
      /**
       * Production is on the new version and the old one is still running: a failure rolls production
       * back.
       */
      afterSwitch: hook.optional(),
      /** The old version has stopped: a failure is reported and changes nothing. */
      afterRetire: hook.optional(),
    })
    .prefault({}),
};

/** Time between SIGTERM and SIGKILL: ECS's own default, and the most that Fargate allows. */
export const stopLimits = { usualSeconds: 30, fargateSeconds: 120 };
const stopSeconds = seconds(2, 86400);
const usualRequestSeconds = 60;
const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** A name below a top-level domain, which may be an internationalized one. */
const fullName = `(${label}\\.)+([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])`;
export const domainName = new RegExp(`^${fullName}$`);
const hostName = z
  .string()
  .max(253)
  .regex(
    new RegExp(`^(@|${label}|${fullName})$`),
    "must be a DNS label in lower case, `@` for the domain itself, or a full name",
  );

/** A load balancer's rule can match this many host names. */
const maxHosts = 5;

/** Serves requests behind the load balancers. */
const api = z.strictObject({
  // `optional` makes this the kind of a service without `kind`, also for the discriminator.
  kind: z.literal("api").optional().default("api"),
  /**
   * First label of the service's names: `<host>.<domain>`, unless `hosts` lists other ones, its test name
   * and its private name. Defaults to the service's name.
   */
  host: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be one DNS label in lower case")
    .optional(),
  /**
   * Production names, the primary one first: a label below the environment's domain, `@` for the domain
   * itself, or a full name, also in another public hosted zone of the account. All of them move together.
   * `up` adds a name; `host remove` removes one.
   */
  hosts: z.array(hostName).min(1).max(maxHosts).optional(),
  /** Container port. */
  port: z.number().int().min(1).max(65535).default(8080),
  ...common,
  healthCheck: healthCheck.prefault({}),
  /**
   * How long a request may take, from its first byte to the last byte of the response. Requests that are open
   * when their fleet stops get this long to finish; streams and WebSockets that are still open after that are
   * closed. Defaults to 60,
   * or to `deregistrationSeconds` if that is less. The load balancers' idle timeout is at least as long, so
   * the service has to keep idle connections open for longer than that.
   */
  longestRequestSeconds: seconds(1, 3600).optional(),
  /**
   * How long a deregistering target gets to finish its requests; defaults to
   * `longestRequestSeconds`.
   */
  deregistrationSeconds: seconds(0, 3600).optional(),
  /**
   * Time between SIGTERM, which comes after `deregistrationSeconds`, and SIGKILL. Defaults to
   * `longestRequestSeconds`, but to at least 30, and on Fargate to at most 120, which AWS allows there.
   */
  stopSeconds: stopSeconds.optional(),
  checks: z.array(check).default([]),
  /** In step 4, once the tests have passed: how much faster or slower the new version is. */
  compare: compare.optional(),
  /**
   * Before the switch: a rising load on the candidate through its own load balancer, which has been idle. Choose
   * paths that reach what has to be warm, such as caches and connections to databases.
   */
  warm: warm.optional(),
  /** Before the switch: the new version gets a growing share of production, and is compared with the old one. */
  canary: canary.optional(),
  test: z
    .strictObject({
      command: passedText.refine((text) => text.trim() !== "", "is empty: it would test nothing"),
      timeoutSeconds: seconds(1, 7200).default(300),
      /**
       * Environment variables of the deploying machine to pass to the command although they look like
       * credentials, such as `GITHUB_TOKEN` or `AWS_REGION`. All others are passed, except `AWS_*`,
       * `PULUMI_*`, `ACTIONS_*`, and names with the word `TOKEN`, `SECRET`, `PASSWORD`, `PASSPHRASE`,
       * `CREDENTIALS`, `AUTH` or `JWT`, or that end in `_KEY`, `_PASS` or `_PWD`.
       */
      passVariables: z.array(variableName).default([]),
    })
    .optional(),
  /**
   * The program creates such alarms for each color, one for clients and one for calls of other services: it
   * goes off when this share of a minute's requests, of at least 20, got no 2xx, 3xx or 4xx. In percent; 0
   * creates none. Requests still open at the end of a fleet's first minute count as failures (5 % of them if they
   * take 3 seconds on average), and so does a WebSocket's 101, unless `longestRequestSeconds` is above 60: then
   * only the tasks' own 5xx and refused connections count.
   */
  errorAlarmPercent: z.number().min(0).max(100).default(5),
  /**
   * Slot of the service's rules on the listeners, 0-12249. A lower one is matched first; by default it is derived from its name.
   */
  ruleSlot: z.number().int().min(0).max(12249).optional(),
});

/** Pulls its work, for example from a queue; it receives no traffic. */
const worker = z.strictObject({
  kind: z.literal("worker"),
  ...common,
  /** Time between SIGTERM and SIGKILL; at most 120 on Fargate. */
  stopSeconds: stopSeconds.default(stopLimits.usualSeconds),
  /**
   * Step 4: a command that runs as a one-off task with the new image, replacing the image's command, and
   * must not consume jobs. An exit code other than 0 ends the release.
   */
  selfTest: z.strictObject({
    command,
    timeoutSeconds: seconds(1, 7200).default(300),
  }),
  /**
   * Whether both versions may consume at once. If not, the old one stops before the new one starts, and
   * no jobs are processed in between.
   */
  overlap: z.boolean().default(false),
});

/** With the times that follow from others: a fleet keeps all of them, whatever they follow from later. */
function withRequestTimes(given: z.output<typeof api>) {
  const { deregistrationSeconds: leave } = given;
  const longestRequestSeconds =
    given.longestRequestSeconds ??
    Math.max(1, Math.min(usualRequestSeconds, leave ?? usualRequestSeconds));
  const { usualSeconds, fargateSeconds } = stopLimits;
  const mostSeconds = given.compute.type === "fargate" ? fargateSeconds : Infinity;
  const defaultSeconds = Math.min(mostSeconds, Math.max(usualSeconds, longestRequestSeconds));
  return {
    ...given,
    longestRequestSeconds,
    deregistrationSeconds: leave ?? longestRequestSeconds,
    stopSeconds: given.stopSeconds ?? defaultSeconds,
  };
}

/** Every key of a service, by kind. */
export const serviceKeys = { api: Object.keys(api.shape), worker: Object.keys(worker.shape) };

const finishedApi = api.transform(withRequestTimes);

export const serviceSchema = z.discriminatedUnion("kind", [finishedApi, worker]);

export type Check = z.output<typeof check>;
export type CompareSettings = z.output<typeof compare>;
export type WarmSettings = z.output<typeof warm>;
export type CanarySettings = z.output<typeof canary>;
export type ApiSettings = z.output<typeof finishedApi>;
export type WorkerSettings = z.output<typeof worker>;
export type ServiceSettings = ApiSettings | WorkerSettings;
export type ServiceKind = ServiceSettings["kind"];
