import type { Cloud } from "../cloud";
import type { Edge } from "../dataplane/edge";
import { CloudError } from "../errors";
import { serviceKey, serviceType } from "./ecsNames";
import { loadBalancerType } from "./loadBalancer";
import { allowed } from "./securityGroups";

/** Where a task connects to, for an address and port of a load balancer. */
export interface Connection {
  host: string;
  port: number;
}

/**
 * The network between a task and a load balancer. It refuses the connection where AWS would drop the
 * packets, because no rule of the task's security groups lets them out or none of the load balancer's
 * lets them in.
 */
export function connect(
  cloud: Cloud,
  wanted: { taskId: string; address: string; port: number },
): Connection {
  const edge = [...cloud.edges.values()].find(({ addresses }) =>
    addresses.includes(wanted.address),
  );
  if (!edge) throw refusal(wanted, "no load balancer has that address");
  const from = groupsOfTask(cloud, wanted.taskId);
  const to = groupsOfEdge(cloud, edge);
  if (!allowed(cloud, "Egress", from, { groups: to }, wanted.port))
    throw refusal(wanted, "no security group rule lets it out");
  if (!allowed(cloud, "Ingress", to, { groups: from }, wanted.port))
    throw refusal(wanted, "no security group rule lets it in");
  const port = edge.localPort(wanted.port);
  if (port === undefined) throw refusal(wanted, "nothing listens on that port");
  return { host: "127.0.0.1", port };
}

/**
 * Whether a load balancer may reach a task on a port. Groups that the program does not name are the VPC's own, which
 * are not modelled: they let everything through.
 */
export function admits(
  cloud: Cloud,
  { taskId, loadBalancerArn, port }: { taskId: string; loadBalancerArn: string; port: number },
): boolean {
  const edge = cloud.edges.get(loadBalancerArn);
  const from = edge ? groupsOfEdge(cloud, edge) : [];
  const to = groupsOfTask(cloud, taskId);
  if (from.length === 0 || to.length === 0) return true;
  return (
    allowed(cloud, "Egress", from, { groups: to }, port) &&
    allowed(cloud, "Ingress", to, { groups: from }, port)
  );
}

/**
 * Whether a client on the internet reaches a load balancer on a port. One without groups of the program has the VPC's
 * own, as above.
 */
export function letsIn(
  cloud: Cloud,
  { loadBalancerArn, port, address }: { loadBalancerArn: string; port: number; address: string },
): boolean {
  const edge = cloud.edges.get(loadBalancerArn);
  const own = edge ? groupsOfEdge(cloud, edge) : [];
  return own.length === 0 || allowed(cloud, "Ingress", own, { groups: [], address }, port);
}

function groupsOfTask(cloud: Cloud, taskId: string): readonly string[] {
  const oneOff = cloud.oneOffTasks.get(taskId);
  if (oneOff) return oneOff.securityGroups;
  const [key] =
    [...cloud.services].find(([, { tasks }]) => tasks.some(({ id }) => id === taskId)) ?? [];
  const service = cloud.resources
    .all(serviceType)
    .find(({ inputs }) => serviceKey(String(inputs.cluster), String(inputs.name)) === key);
  const { securityGroups = [] } = (service?.inputs.networkConfiguration ?? {}) as {
    securityGroups?: string[];
  };
  return securityGroups;
}

function groupsOfEdge(cloud: Cloud, { arn }: Edge): string[] {
  const balancer = cloud.resources.get(loadBalancerType, arn);
  return (balancer?.inputs.securityGroups ?? []) as string[];
}

function refusal(
  { taskId, address, port }: { taskId: string; address: string; port: number },
  why: string,
): CloudError {
  return new CloudError("ConnectTimeout", `task ${taskId} to ${address}:${port}: ${why}`);
}
