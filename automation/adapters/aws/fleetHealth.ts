import type { Service } from "@aws-sdk/client-ecs";
import type { FleetInventory, Inventory } from "../../../release/inventory";
import type { FleetHealth } from "../../world/ports";
import { AwsFailure } from "./awsFailures";
import type { Aws } from "./clients";
import { instanceShortages, newestEvents } from "./events";
import { rolloutOf } from "./rollout";
import { fleetTargets } from "./targets";
import { fleetTasks } from "./tasks";

/** The fleet according to ECS, both edges and its Auto Scaling group; null if ECS has no such service. */
export async function fleetHealth(
  aws: Aws,
  { clusterName, account }: Pick<Inventory, "clusterName" | "account">,
  fleet: FleetInventory,
): Promise<FleetHealth | null> {
  const service = await describeService(aws, clusterName, fleet.serviceName).catch(
    async (error: unknown) => {
      if (await wasDeleted(aws, error, account)) return null;
      throw error;
    },
  );
  if (service === null) return null;
  const mainContainer = service.loadBalancers?.[0]?.containerName;
  const desired = service.desiredCount ?? 0;
  const [tasks, targets] = await Promise.all([
    fleetTasks(aws, { clusterName, serviceName: fleet.serviceName, mainContainer }),
    fleetTargets(aws, fleet),
  ]);
  // Only a fleet with missing tasks can have missing instances.
  const isShort = tasks.running.length < desired;
  const shortages = isShort ? await instanceShortages(aws, fleet.autoScalingGroup) : [];
  return {
    desired,
    ...tasks,
    targets,
    rollout: rolloutOf(service),
    events: newestEvents(service.events ?? [], shortages),
  };
}

/** Whether the cluster was deleted by hand: with credentials for another account nothing is found either. */
async function wasDeleted(aws: Aws, error: unknown, account: string | undefined): Promise<boolean> {
  if (!(error instanceof Error) || error.name !== "ClusterNotFoundException") return false;
  if (account === undefined) return false;
  const { Account } = await (await aws.sts()).getCallerIdentity({}, aws.callOptions);
  return Account === account;
}

/** A deleted service is listed as INACTIVE for a while and counts as gone. A DRAINING one still has tasks. */
async function describeService(
  aws: Aws,
  cluster: string,
  serviceName: string,
): Promise<Service | null> {
  const ecs = await aws.ecs();
  const answer = await ecs.describeServices({ cluster, services: [serviceName] }, aws.callOptions);
  const service = answer.services?.[0];
  if (service !== undefined) return service.status === "INACTIVE" ? null : service;
  const failure = answer.failures?.[0];
  if (failure === undefined || failure.reason === "MISSING") return null;
  throw new AwsFailure(
    "refused-by-aws",
    `ECS does not describe the service \`${serviceName}\` of cluster \`${cluster}\`: ` +
      `${failure.reason ?? "no reason given"}${failure.detail ? ` (${failure.detail})` : ""}.`,
    "Check the service in the ECS console and run the command again.",
  );
}
