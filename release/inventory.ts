import { z } from "zod";
import { type Color, colors } from "./state";

const zone = z.object({ id: z.string(), name: z.string(), nameServers: z.array(z.string()) });
export type RecordedZone = z.output<typeof zone>;

/**
 * Stack output `inventory`: the resources that the deployer looks up in AWS. Identities only; a release
 * changes none of it except `taskDefinitionArn`.
 */
const edge = z.object({
  arn: z.string(),
  /** DNS name of the load balancer. */
  dnsName: z.string(),
});

const fleet = z.object({
  /** Name of the ECS service. */
  serviceName: z.string(),
  /** null until the fleet gets its first image. */
  taskDefinitionArn: z.string().nullable(),
  /**
   * Target group of this fleet on each load balancer, by the load balancer's color; absent for a worker.
   */
  targetGroupArns: z.record(z.enum(colors), z.string()).optional(),
  /** The same on each private load balancer; absent if the fleet isn't registered there. */
  privateTargetGroupArns: z.record(z.enum(colors), z.string()).optional(),
  /** Auto Scaling group; null on Fargate. */
  autoScalingGroup: z.string().nullable(),
  /**
   * CloudWatch alarms that the program created for this fleet; absent in records from before it created
   * any.
   */
  alarms: z.array(z.string()).optional(),
  /** Name of the capacity provider that places the fleet's tasks; null on Fargate. */
  capacityProvider: z.string().nullable(),
  /** On Fargate: its capacity providers place the tasks, as some are or were on Spot; absent: a launch type does. */
  onProviders: z.literal(true).optional(),
});

/** How a test name is restricted, as a rule of the load balancers has it. */
export const restrictedAccessSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("link"), generation: z.number() }),
  z.object({ type: z.literal("network"), cidrs: z.array(z.string()) }),
]);
export type RestrictedAccess = z.output<typeof restrictedAccessSchema>;

/** Settings of a service that can't change while one of its fleets is running (config/runningChanges.ts). */
export const runningShapeSchema = z.object({
  /** Absent: an API, from before other kinds were recorded. */
  kind: z.enum(["api", "worker"]).optional(),
  /** APIs only. */
  port: z.number().optional(),
  /** APIs only; absent: `http1`. */
  protocol: z.enum(["http2", "grpc"]).optional(),
  /** APIs only; absent: it has public names. */
  public: z.literal(false).optional(),
  /** APIs only; absent in records from before it was added. */
  ruleSlot: z.number().optional(),
  compute: z.enum(["fargate", "ec2"]).optional(),
  /** What is known of its fleets; absent where only settings are compared. */
  fleets: z
    .record(
      z.string(),
      z.object({
        privateTargetGroupArns: z.unknown().optional(),
        onProviders: z.literal(true).optional(),
      }),
    )
    .optional(),
  /** AWS scales the tasks, or did: then a fixed number is kept as equal bounds. */
  scaled: z.literal(true).optional(),
  /** Of what is scaled, as the last `up` applied it; absent in records from before it was added. */
  size: z.json().optional(),
  /** The primary one. APIs only, like all names here. */
  productionName: z.string().optional(),
  /** All of them, the primary one first; absent if there is only that. */
  productionNames: z.array(z.string()).optional(),
  /**
   * The production name whose record is `<service>-production` in Pulumi's state; null: none any more.
   * Absent: the primary one.
   */
  firstRecord: z.string().nullable().optional(),
  /** Zones of the production names that are not in the environment's own; absent if all are. */
  zones: z.record(z.string(), zone).optional(),
  testName: z.string().optional(),
  /** Absent: the test name is public. */
  testAccess: restrictedAccessSchema.optional(),
  /** Public names that have an AAAA record beside their A record; absent: none has. */
  ipv6: z.array(z.string()).optional(),
  /** Absent if no service calls this one, or what serves was released before one did. */
  privateName: z.string().optional(),
});
export type RunningShape = z.output<typeof runningShapeSchema>;

/**
 * Settings of an environment that can't change while anything in it serves, as they were when it was made
 * (config/environmentShape.ts).
 */
export const environmentShapeSchema = z.record(z.string(), z.json());
export type EnvironmentShape = z.output<typeof environmentShapeSchema>;

const service = z.object({
  ...runningShapeSchema.shape,
  /** URI of the repository with the service's images, without tag: in ECR or another registry. */
  repositoryUri: z.string(),
  /** Name of the container in the service's task definitions. */
  containerName: z.string(),
  /** Name of the log group; a stream is `<color>/<container>/<task id>`. */
  logGroup: z.string(),
  /** Security group of the service's tasks. */
  securityGroupId: z.string(),
  /** ARN of the role that its code has, unless the settings name another; absent in records from before it was added. */
  taskRoleArn: z.string().optional(),
  fleets: z.record(z.enum(colors), fleet),
});

export const inventorySchema = z.object({
  /** Twelve digits; absent in records from before it was added. */
  account: z.string().optional(),
  region: z.string(),
  /** Absent in records from before it was added. */
  environment: environmentShapeSchema.optional(),
  clusterName: z.string(),
  /** The program has put Fargate's capacity providers on the cluster's list, where they stay. */
  fargateProviders: z.literal(true).optional(),
  /** Absent: the VPC was made before it had a gateway endpoint of S3, or is not the program's. */
  s3Endpoint: z.literal(true).optional(),
  /** The public load balancers have IPv6 addresses, which they keep; absent: they have none. */
  ipv6: z.literal(true).optional(),
  /** The certificates that the settings name are alone valid for the public names; absent: the program made some. */
  ownCertificates: z.literal(false).optional(),
  /** Subnets of the tasks. */
  taskSubnetIds: z.array(z.string()),
  hostedZone: zone,
  edges: z.record(z.enum(colors), edge),
  /** Target and zone of the private names; absent if there are none. */
  privateEdges: z.record(z.enum(colors), edge).optional(),
  privateZone: z
    .object({
      id: z.string(),
      name: z.string(),
      /** As Pulumi's state protects it; absent in records from before it was added. */
      protected: z.boolean().optional(),
    })
    .optional(),
  services: z.record(z.string(), service),
});

export type Inventory = z.output<typeof inventorySchema>;
export type ServiceInventory = Inventory["services"][string];
export type FleetInventory = z.output<typeof fleet>;
export type { Color };
