import { z } from "zod";
import { quotas, type SettingsQuota } from "./quotas";
import { kmsKeyArn, secretReference } from "./secretReference";
import { size } from "./size";

const seconds = (min: number, max: number) => z.number().int().min(min).max(max);
const path = z.string().regex(/^\/\S*$/, "must be a path that starts with `/`");
const dnsName = z
  .string()
  .max(253)
  .regex(/^(?!-)([a-z0-9-]{1,63}(?<!-)\.)+[a-z]{2,63}$/, "must be a domain name in lower case");

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

export const serviceSchema = z.strictObject({
  kind: z.literal("api").default("api"),
  /** Host name below the environment's domain; the service's name by default. */
  host: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be one DNS label in lower case")
    .optional(),
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
  /** Container port. */
  port: z.number().int().min(1).max(65535).default(8080),
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
  healthCheck: healthCheck.prefault({}),
  /** How long a stopping target may finish what it has. */
  deregistrationSeconds: seconds(0, 3600).default(30),
  /** Between SIGTERM and SIGKILL. */
  stopSeconds: seconds(2, 120).default(30),
  /** How long a candidate may take to be healthy before the release is refused. */
  startSeconds: seconds(10, 3600).default(600),
  checks: z.array(check).default([]),
  test: z
    .strictObject({ command: z.string().min(1), timeoutSeconds: seconds(1, 7200).default(300) })
    .optional(),
  /**
   * Names of CloudWatch alarms that exist, metric or composite. One that goes off while a release is
   * under way ends it: before the switch the candidate stops, after it production returns.
   */
  alarms: z.array(z.string().min(1).max(255)).default([]),
  /**
   * The program makes such an alarm for each color: it goes off when this share of a minute's requests,
   * of at least 20, was answered 5xx by the tasks. In percent; 0 makes none.
   */
  errorAlarmPercent: z.number().int().min(0).max(100).default(5),
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
  /** Place of the service's rules on the listeners, 0-12249, when the one from its name is taken. */
  ruleSlot: z.number().int().min(0).max(12249).optional(),
});

const newVpc = z.strictObject({
  /** IPv4 range of the new VPC. */
  cidr: z.cidrv4("must be an IPv4 range such as `10.0.0.0/16`").default("10.0.0.0/16"),
  availabilityZones: z.number().int().min(2).max(3).default(2),
  natGateways: z.enum(["single", "onePerAz"]).default("single"),
});

const existingVpc = z.strictObject({
  vpcId: z.string().regex(/^vpc-/, "must be an id such as `vpc-0123456789abcdef0`"),
  /** In different Availability Zones; the load balancers stand here. */
  publicSubnetIds: z.array(z.string()).min(2),
  /** With a way out, by NAT or by endpoints; the tasks run here. */
  privateSubnetIds: z.array(z.string()).min(2),
});

const quota = (name: SettingsQuota) => z.number().int().min(1).default(quotas[name].byDefault);

const stackName = z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, "must be the name of a stack");

/** Stack config under `bluegreen:`, as committed in `Pulumi.<stack>.yaml`. */
export const settingsSchema = z.strictObject({
  /** Production names are `<host>.<domain>`, test names `<host>-test.<domain>`. */
  domain: dnsName,
  /** Name of the public hosted zone that holds `domain`; `domain` itself by default. */
  hostedZone: dnsName.optional(),
  network: z
    .union([newVpc, existingVpc])
    .default({ cidr: "10.0.0.0/16", availabilityZones: 2, natGateways: "single" }),
  /**
   * Stack of this project on whose network, cluster, edges and certificate this environment stands,
   * instead of its own; `domain` is that one's too. For previews.
   */
  foundation: stackName.optional(),
  /** Stack of this project whose repositories hold the images; `foundation` or none, its own, by default. */
  imagesFrom: stackName.optional(),
  /** ISO 8601, UTC: from then on `bluegreen preview prune` destroys the environment. */
  expiresAt: z.iso.datetime("must be a time such as `2026-01-31T12:00:00Z`").optional(),
  /** Guards what holds data or serves: load balancers, repositories. */
  protect: z.boolean().default(false),
  /**
   * ARN of an IAM policy that holds every role of the environment back, so that whoever may deploy can't
   * give itself more (access/README.md makes one).
   */
  permissionsBoundary: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/,
      "must be the ARN of an IAM policy, such as `arn:aws:iam::123456789012:policy/boundary`",
    )
    .optional(),
  /** Repositories stay, with their images, when their service or environment goes; as `protect` by default. */
  keepImages: z.boolean().optional(),
  logRetentionDays: z.literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365]).default(14),
  drain: z
    .strictObject({
      /** TTL of an alias record at a load balancer; the larger of this and the live one counts. */
      ttlSeconds: seconds(0, 86400).default(60),
      marginSeconds: seconds(0, 3600).default(20),
      /** The old edge counts as quiet after this long without a request for the service. */
      quietSeconds: seconds(1, 3600).default(60),
      /** Longest wait for quiet; what still comes is then forwarded to the new fleet. */
      maxQuietSeconds: seconds(0, 86400).default(300),
    })
    .prefault({}),
  /** How long the authoritative servers may take to answer a record that an `up` has changed. */
  dnsSeconds: seconds(5, 3600).default(300),
  /**
   * What AWS allows the account, where it is not the default (config/quotas.ts, with sources): checked
   * before anything is made. `verify` asks AWS itself.
   */
  quotas: z
    .strictObject({
      /** 4 to a service. */
      rulesPerLoadBalancer: quota("rulesPerLoadBalancer"),
      /** 2 to a service. AWS documents it as not adjustable; here for whom it made an exception. */
      targetGroupsPerLoadBalancer: quota("targetGroupsPerLoadBalancer"),
      /** 2 to a task of `size`, or of its `max`. */
      targetsPerLoadBalancer: quota("targetsPerLoadBalancer"),
      /** 1 to a service that another calls. */
      listenersPerLoadBalancer: quota("listenersPerLoadBalancer"),
      /** In the region: 4 to a service, 8 to one that another calls. */
      targetGroups: quota("targetGroups"),
      /** In the region: 2, or 4 where services call each other. */
      loadBalancers: quota("loadBalancers"),
      /** In one direction: 1 to a service at each edge, 1 to a call at each private edge. */
      rulesPerSecurityGroup: quota("rulesPerSecurityGroup"),
      /** 2 to a service. */
      servicesPerCluster: quota("servicesPerCluster"),
      /** 2 to a service on instances. AWS documents it as not adjustable. */
      capacityProvidersPerCluster: quota("capacityProvidersPerCluster"),
      /** In the region: 2 to a service on instances. */
      autoScalingGroups: quota("autoScalingGroups"),
    })
    .prefault({}),
  services: z.record(z.string(), serviceSchema),
});

export type Settings = z.output<typeof settingsSchema>;
export type ServiceSettings = z.output<typeof serviceSchema>;
export type NetworkSettings = Settings["network"];
export type Check = z.output<typeof check>;
