import { z } from "zod";
import { alarmReference } from "./alarms";
import { certificateArns } from "./certificateArns";
import { notify } from "./notify";
import { loadBalancers } from "./loadBalancers";
import { kmsKeyArn } from "./secretReference";
import { pullAccounts } from "./pullAccounts";
import { existingCluster } from "./clusterName";
import { quotas, type SettingsQuota } from "./quotas";
import { reportsPlace } from "./reports";
import { mostPairs } from "./gateSchema";
import { domainName } from "./hostSchema";
import { seconds } from "./seconds";
import { serviceSchema } from "./serviceSchema";
import { tags } from "./tags";
import { testAccess } from "./testAccess";
import { eachOnce } from "./unique";
import { releaseWindow } from "./windowSchema";

const dnsName = z
  .string()
  .max(253)
  .regex(domainName, "must be a domain name in lower case, without a dot at the end");

const newVpc = z.strictObject({
  /** IPv4 range of the new VPC, /16 to /24: each zone has a quarter of it, in two subnets. */
  cidr: z.cidrv4("must be an IPv4 range such as `10.0.0.0/16`").default("10.0.0.0/16"),
  /** Number of availability zones that the VPC spans. */
  availabilityZones: z.number().int().min(2).max(3).default(2),
  /** A single one costs less; if its zone fails, no zone reaches the internet. */
  natGateways: z.enum(["single", "onePerAz"]).default("single"),
});

/** An id of EC2: 8 hexadecimal digits, or 17 since 2018. */
const idOf = (kind: "vpc" | "subnet") =>
  z
    .string()
    .regex(
      new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`),
      `must be an id such as \`${kind}-0123456789abcdef0\``,
    );

export const existingVpc = z.strictObject({
  /** An existing VPC, in the environment's account and region. */
  vpcId: idOf("vpc"),
  /** In different Availability Zones; the load balancers are placed here. */
  publicSubnetIds: z.array(idOf("subnet")).min(2),
  /** With a route out, through NAT or endpoints; the tasks run here. ECS takes up to 16. */
  privateSubnetIds: z.array(idOf("subnet")).min(2),
});

/** Source: `retentionInDays` of PutRetentionPolicy, Amazon CloudWatch Logs API Reference. */
const logRetentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
  3288, 3653,
];

const quota = (name: SettingsQuota) => z.number().int().min(1).default(quotas[name].byDefault);

const stackName = z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, "must be the name of a stack");

/** Stack config under `bluegreen:`, as committed in `Pulumi.<stack>.yaml`. */
export const settingsSchema = z.strictObject({
  /** Production names are `<host>.<domain>`, test names `<host>-test.<domain>`. */
  domain: dnsName,
  /** Name of the public hosted zone that contains `domain`; defaults to `domain` itself. */
  hostedZone: dnsName.optional(),
  /**
   * A new VPC, or one of yours: `{ vpcId, publicSubnetIds, privateSubnetIds }`. It can't change once the environment
   * exists.
   */
  network: z
    .union([newVpc, existingVpc])
    .default({ cidr: "10.0.0.0/16", availabilityZones: 2, natGateways: "single" }),
  /**
   * Another stack of this project, whose network, cluster, load balancers and certificate this environment
   * uses instead of its own; `domain` must be the same there. For previews.
   */
  foundation: stackName.optional(),
  /**
   * Another stack of this project whose repositories hold the images. Defaults to `foundation`, or else
   * to this stack's own repositories.
   */
  imagesFrom: stackName.optional(),
  /**
   * Name or ARN of an existing ECS cluster that the tasks run in, on Fargate. It is never changed or deleted, and `verify`
   * asks ECS about it. If omitted, the environment has its own, with Container Insights. Like the network, it can't change
   * once anything serves. Whoever may deploy here may also change the scaling alarms of everything else in that cluster.
   */
  cluster: existingCluster.optional(),
  /**
   * Accounts, as ids in quotes, that may pull images from this environment's repositories: those of a production account
   * that name them in `repository` of their services. The lifecycle rules here keep the 500 newest images of a
   * repository, and don't see what other accounts run.
   */
  pullAccounts: pullAccounts.optional(),
  /** ISO 8601, UTC: after this time `bluegreen preview prune` destroys the environment. */
  expiresAt: z.iso.datetime("must be a time such as `2026-01-31T12:00:00Z`").optional(),
  /**
   * Who can reach a candidate under its test name during the tests: `public`: everybody; `link`: everybody
   * with the link that `bluegreen link --stack <stack> --service <name>` prints; `network`: clients in these `cidrs`. If
   * omitted, it stays unchanged; new environments start with `link`, and those older than this setting are `public`.
   */
  testAccess: testAccess.optional(),
  /**
   * Tags of every resource that AWS can tag, for costs and owners: also of tasks, instances and their volumes, once they
   * start. An edit changes the tags alone, and starts no task again.
   */
  tags: tags.default({}),
  /** Deletion protection for load balancers and repositories. */
  protect: z.boolean().default(false),
  /**
   * ARN of the permissions boundary for every role of the environment, so that nobody who may deploy can
   * grant themselves more (access/README.md sets one up).
   */
  permissionsBoundary: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/(?!.{511,}\/)([\w+=,.@*?${}:-]+\/)*[\w+=,.@-]{1,128}$/,
      "must be the ARN of an IAM policy, such as `arn:aws:iam::123456789012:policy/boundary`",
    )
    .refine(
      (arn) => !/[*?$]/.test(arn),
      "must not contain `*`, `?` or `$`, which policies read as patterns",
    )
    .optional(),
  /**
   * Keep repositories and their images when their service or environment is deleted, for a service that comes back
   * with `service add` or `up`; ECR bills what stays. `false`: they are deleted with it.
   */
  keepImages: z.boolean().default(true),
  /**
   * KMS key that encrypts new logs of the services; if omitted, CloudWatch Logs uses a key of AWS. Its key policy must allow `logs.<region>.amazonaws.com` to use it.
   */
  logKmsKeyArn: kmsKeyArn.optional(),
  /** A retention period that CloudWatch Logs supports; 0 keeps logs forever. */
  logRetentionDays: z.literal(logRetentions).default(14),
  /** Somebody has to approve every release before production reaches its candidate; not a rollback. */
  approval: z
    .strictObject({
      /** A release whose candidate is ready rests until `approve` or `reject`, and the deployer exits with code 7. */
      beforeSwitch: z.boolean().default(true),
      /** A release that is resumed later than this after its request, without an answer, is rolled back. */
      expiresHours: z.number().int().min(1).max(720).default(24),
      /** Whoever began the release can't approve it. */
      notByOwner: z.boolean().default(true),
    })
    .optional(),
  /**
   * Where the record and the page of each release are kept: `s3://<bucket>/<prefix>`, in a bucket that exists, or a
   * folder of the project. If omitted, `report` makes do with Pulumi's history.
   */
  reports: reportsPlace.optional(),
  loadBalancers,
  /**
   * Existing certificates of ACM, in the environment's region and account, that the public load balancers present. A new
   * environment with this key makes no certificate for public names: these have to cover all of them, the test names
   * too, and the first is for clients that name no host. One that has certificates of its own keeps them beside these.
   * An edit applies with the next `up`, which asks ACM; nobody but you renews imported ones.
   */
  certificateArns: certificateArns.optional(),
  /** How long a release waits between the switch and stopping the old fleet. */
  drain: z
    .strictObject({
      /**
       * TTL of an alias record for a load balancer; the larger of this and the live TTL is used.
       */
      ttlSeconds: seconds(0, 86400).default(60),
      /** Added to the TTL, for clients that keep an answer a little longer. */
      marginSeconds: seconds(0, 3600).default(20),
      /**
       * The old load balancer is considered quiet after this long without a request for the service.
       */
      quietSeconds: seconds(1, 3600).default(60),
      /** Longest wait for quiet; after it, remaining requests are forwarded to the new fleet. */
      maxQuietSeconds: seconds(0, 86400).default(300),
    })
    .prefault({}),
  /** Who is notified of releases. */
  notify,
  /**
   * How long the authoritative servers may take to serve a record that an `up` has changed.
   */
  dnsSeconds: seconds(5, 3600).default(300),
  /**
   * Times of the week in which a release may begin and move production; if omitted, it always may. A release that is
   * ready outside of them rests before it does. A rollback is never held up, and `--urgent <reason>` passes them.
   */
  windows: z.array(releaseWindow).min(1).optional(),
  /**
   * What keeps releases from beginning and from moving production, urgent ones included; never a rollback.
   */
  blockers: z
    .strictObject({
      /**
       * Names or ARNs of CloudWatch alarms, metric or composite, in the environment's region and account: none may be
       * in ALARM.
       */
      alarms: eachOnce(alarmReference).min(1),
    })
    .optional(),
  /**
   * The account's AWS quotas where they differ from the defaults (config/quotas.ts, with sources).
   * Checked before anything is created; `verify` asks AWS itself.
   */
  quotas: z
    .strictObject({
      /** 4 per service. */
      rulesPerLoadBalancer: quota("rulesPerLoadBalancer"),
      /**
       * 2 per service. AWS documents it as not adjustable; it is here for accounts with an exception.
       */
      targetGroupsPerLoadBalancer: quota("targetGroupsPerLoadBalancer"),
      /** 2 per task of `size`, or of its `max`. */
      targetsPerLoadBalancer: quota("targetsPerLoadBalancer"),
      /** 1 per task of the largest API. */
      targetsPerTargetGroup: quota("targetsPerTargetGroup"),
      /** 1 per service that another calls, 2 per service with `public: false`. */
      listenersPerLoadBalancer: quota("listenersPerLoadBalancer"),
      /** 1 per name in `hosts` that is not one label below the domain, and 1 per entry of `certificateArns`. */
      certificatesPerLoadBalancer: quota("certificatesPerLoadBalancer"),
      /** Per region: 4 per service, 8 if it has public names and another service calls it. */
      targetGroups: quota("targetGroups"),
      /** Per region: 2, or 4 if services call each other or one has `public: false`. */
      loadBalancers: quota("loadBalancers"),
      /**
       * Per direction: 1 per service on each public load balancer, 2 if its health checks have a port of their own, and
       * 2 per range in `allowFrom`; 1 per call on each private one; for a service's tasks 1 per port they connect to.
       */
      rulesPerSecurityGroup: quota("rulesPerSecurityGroup"),
      /** 2 per service. */
      servicesPerCluster: quota("servicesPerCluster"),
      /** 1 per task of the largest service. */
      tasksPerService: quota("tasksPerService"),
      /** 2 per service on instances, and 2 if one on Fargate has Spot tasks. AWS documents it as not adjustable. */
      capacityProvidersPerCluster: quota("capacityProvidersPerCluster"),
      /** Per region: 2 per service on instances. */
      autoScalingGroups: quota("autoScalingGroups"),
    })
    .prefault({}),
  /** Services that the environment runs, by name. */
  services: z.record(z.string(), serviceSchema),
});

export type Settings = z.output<typeof settingsSchema>;
export type NetworkSettings = Settings["network"];
export type { CanarySettings, Check, CompareSettings, WarmSettings } from "./gateSchema";
export type { ApiSettings, ServiceKind, ServiceSettings, WorkerSettings } from "./serviceSchema";
export { mostPairs, serviceSchema };
