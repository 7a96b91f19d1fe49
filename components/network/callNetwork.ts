import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { colors } from "../../release/state";
import type { PrivatePlace } from "../loadBalancer/privateNames";
import { tags } from "../tags";

type Group = { id: pulumi.Output<string> };

/** Of one security group to another, on one port; both sides must say so. */
interface Door {
  from: Group;
  to: Group;
  port: number;
  /** Such as `matching to users`. */
  description: string;
  service: string;
}

/** Lets the private edges reach a called service's tasks, and the tasks reach what they call. */
export function openCalls(
  name: string,
  args: {
    service: string;
    tasks: Group;
    names: PrivatePlace;
    /** Of the container; null when nobody calls the service. */
    containerPort: number | null;
    /** Called services with their ports at the private edges. */
    calls: { callee: string; port: number }[];
  },
  opts: pulumi.CustomResourceOptions,
): void {
  const { service, tasks, names, containerPort, calls } = args;
  for (const color of colors) {
    const edge = names.edges[color].securityGroup;
    if (containerPort !== null) {
      const description = `${color} private edge to ${service}`;
      const door = { from: edge, to: tasks, port: containerPort, description, service };
      open(`${name}-called-${color}`, door, opts);
    }
    for (const { callee, port } of calls) {
      const description = `${service} to ${callee} by the ${color} private edge`;
      open(
        `${name}-${callee}-${color}`,
        { from: tasks, to: edge, port, description, service },
        opts,
      );
    }
  }
}

function open(
  name: string,
  { from, to, port, description, service }: Door,
  opts: pulumi.CustomResourceOptions,
): void {
  const rule = {
    description,
    ipProtocol: "tcp",
    fromPort: port,
    toPort: port,
    tags: tags({ service }),
  };
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-out`,
    { ...rule, securityGroupId: from.id, referencedSecurityGroupId: to.id },
    opts,
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-in`,
    { ...rule, securityGroupId: to.id, referencedSecurityGroupId: from.id },
    opts,
  );
}
