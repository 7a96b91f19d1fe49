import { z } from "zod";
import { type Color, colors } from "./state";

/**
 * Stack output `inventory`: what of the environment the deployer must find in the world. Identities
 * only, nothing that a release changes except `taskDefinitionArn`.
 */
const edge = z.object({
  arn: z.string(),
  /** DNS name of the load balancer. */
  dnsName: z.string(),
});

const fleet = z.object({
  /** Name of the ECS service. */
  serviceName: z.string(),
  /** null while the fleet has never had an image. */
  taskDefinitionArn: z.string().nullable(),
  /** Target group of this fleet on each edge, by the edge's color; absent for a worker. */
  targetGroupArns: z.record(z.enum(colors), z.string()).optional(),
  /** The same on each private edge; absent when no service calls this one. */
  privateTargetGroupArns: z.record(z.enum(colors), z.string()).optional(),
  /** Auto Scaling group; null on Fargate. */
  autoScalingGroup: z.string().nullable(),
  /** CloudWatch alarms that the program made for this fleet; absent before it made any. */
  alarms: z.array(z.string()).optional(),
  /** Name of the capacity provider that places the fleet's tasks; null on Fargate. */
  capacityProvider: z.string().nullable(),
});

const service = z.object({
  /** Absent: an API, as it was recorded before there were others. */
  kind: z.enum(["api", "worker"]).optional(),
  /** Of an API, as all names here. */
  productionName: z.string().optional(),
  testName: z.string().optional(),
  /** Absent when no service calls this one. */
  privateName: z.string().optional(),
  /** URI of the repository with the service's images, without tag: in ECR, or another registry. */
  repositoryUri: z.string(),
  /** Name of the container in the service's task definitions. */
  containerName: z.string(),
  /** Name of the log group; a stream is `<color>/<container>/<task id>`. */
  logGroup: z.string(),
  /** Security group of the service's tasks. */
  securityGroupId: z.string(),
  fleets: z.record(z.enum(colors), fleet),
});

export const inventorySchema = z.object({
  /** Twelve digits; absent before it was recorded. */
  account: z.string().optional(),
  region: z.string(),
  clusterName: z.string(),
  /** Subnets of the tasks. */
  taskSubnetIds: z.array(z.string()),
  hostedZone: z.object({ id: z.string(), name: z.string(), nameServers: z.array(z.string()) }),
  edges: z.record(z.enum(colors), edge),
  /** Where private names lead, and their zone; absent when no service calls another. */
  privateEdges: z.record(z.enum(colors), edge).optional(),
  privateZone: z.object({ id: z.string(), name: z.string() }).optional(),
  services: z.record(z.string(), service),
});

export type Inventory = z.output<typeof inventorySchema>;
export type ServiceInventory = Inventory["services"][string];
export type FleetInventory = z.output<typeof fleet>;
export type { Color };
