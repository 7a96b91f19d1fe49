import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { colors } from "../../release/state";
import type { PrivatePlace } from "../loadBalancer/privateNames";
import { tags } from "../tags";

type Group = { id: pulumi.Output<string> };

/** From one security group to another, on one port; each side needs a rule. */
interface Door {
  from: Group;
  to: Group;
  port: number;
  /** Such as `matching to users`. */
  description: string;
  service: string;
}

/** A port on which the private load balancers reach a called service's tasks. */
export interface ContainerPort {
  port: number;
  /** Of the rules' names. */
  suffix: string;
  /** Pulumi refuses to delete what lets callers in. */
  isProtected: boolean;
}

/** Lets the private load balancers reach a called service's tasks, and lets tasks reach their callees. */
export function openCalls(
  name: string,
  args: {
    service: string;
    tasks: Group;
    names: PrivatePlace;
    /** None if no service calls this one. */
    containerPorts: ContainerPort[];
    /** The callees with their ports on the private load balancers. */
    calls: { callee: string; port: number; isProtected: boolean }[];
    /** Port on which a private service's own tasks, such as its tests, reach a candidate; null: it has public names. */
    testPort: number | null;
  },
  parent: pulumi.Resource,
): void {
  const { service, tasks, names, containerPorts, calls, testPort } = args;
  for (const color of colors) {
    const edge = names.edges[color].securityGroup;
    for (const { port, isProtected, suffix } of containerPorts) {
      const description = `${color} private edge to ${service}`;
      const door = { from: edge, to: tasks, port, description, service };
      open(`${name}-called-${color}${suffix}`, door, { parent, protect: isProtected });
    }
    for (const { callee, port, isProtected } of calls) {
      const description = `${service} to ${callee} by the ${color} private edge`;
      open(
        `${name}-${callee}-${color}`,
        { from: tasks, to: edge, port, description, service },
        { parent, protect: isProtected },
      );
    }
    if (testPort !== null) {
      const description = `tests of ${service} by the ${color} private edge`;
      const door = { from: tasks, to: edge, port: testPort, description, service };
      open(`${service}-tests-${color}`, door, { parent });
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
