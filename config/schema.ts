import { z } from "zod";
import { quotas, type SettingsQuota } from "./quotas";
import { seconds, serviceSchema } from "./serviceSchema";

const dnsName = z
  .string()
  .max(253)
  .regex(/^(?!-)([a-z0-9-]{1,63}(?<!-)\.)+[a-z]{2,63}$/, "must be a domain name in lower case");

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
export type NetworkSettings = Settings["network"];
export type {
  ApiSettings,
  Check,
  ServiceKind,
  ServiceSettings,
  WorkerSettings,
} from "./serviceSchema";
export { serviceSchema };
