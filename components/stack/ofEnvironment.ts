import { clusterName } from "../../privilege/scope";

/** Whether the environment registers a resource, rather than a team's own part of the program. */
export function isOfEnvironment(urn: string): boolean {
  const [head = "", project = "", types = "", ...rest] = urn.split("::");
  const name = rest.join("::");
  const [first = "", ...below] = types.split("$");
  if ([first, ...below].some((type) => /^(bluegreen:index|pulumi:\w+):/.test(type))) return true;
  const stack = head.slice(head.lastIndexOf(":") + 1);
  // Registered at the top, by names that nothing else of these types may then have.
  switch (first) {
    case "awsx:ec2:Vpc":
      return /^vpc(-|$)/.test(name);
    case "aws:ec2/vpcEndpoint:VpcEndpoint":
      return name === "s3";
    case "aws:ec2/route:Route":
      return /^ipv6-\d+$/.test(name);
    case "aws:ecs/cluster:Cluster":
      return name === "cluster" || name === clusterName(project, stack);
    case "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders":
      return name === "cluster-capacity";
    default:
      return false;
  }
}
