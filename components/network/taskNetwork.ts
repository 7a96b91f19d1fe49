import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { union } from "../../config/definition";
import { healthPorts } from "../../config/protocol";
import type { ServiceSettings, Settings } from "../../config/schema";
import { portsOut } from "../../config/volumes";
import type { Serving } from "../../release/serving";
import { colors } from "../../release/state";
import type { Edges } from "../loadBalancer/edges";
import type { Network } from "./network";
import { tags } from "../tags";

export interface TaskNetworkArgs {
  service: string;
  environment: Pick<Settings, "foundation">;
  settings: ServiceSettings;
  /** Of every fleet that may run, since their tasks share one security group. */
  needs: readonly ServiceSettings[];
  network: Network;
  edges: Edges;
  serving: Serving;
}

/**
 * What a service's tasks can talk to: the public load balancers reach them on the port of an API that has public names,
 * and they reach the ports in `outboundPorts` and that of their file systems. Name resolution inside a VPC is not subject
 * to security groups.
 */
export class TaskNetwork extends pulumi.ComponentResource {
  readonly securityGroup: aws.ec2.SecurityGroup;

  constructor(name: string, args: TaskNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:TaskNetwork", name, {}, opts);
    const { service, network, settings } = args;
    const whoComesIn = settings.kind === "api" ? "only the edges in" : "nobody in";
    this.securityGroup = new aws.ec2.SecurityGroup(
      name,
      {
        description: `tasks of ${service}: ${whoComesIn}`,
        vpcId: network.vpcId,
        tags: tags({ service }),
      },
      { parent: this },
    );
    if (settings.kind === "api" && settings.public) {
      this.allowEdges(name, args, settings.port);
      this.allowHealthChecks(name, args);
    }
    this.allowOut(name, args);
    this.registerOutputs({});
  }

  private allowHealthChecks(name: string, args: TaskNetworkArgs): void {
    const { needs, serving } = args;
    for (const port of new Set(needs.flatMap(healthPorts))) {
      this.allowEdges(`${name}-health-${port}`, args, port, {
        // What only one side of a release needs may go with the other's fleet.
        protect: serving.service && needs.every((one) => healthPorts(one).includes(port)),
      });
    }
  }

  private allowEdges(
    name: string,
    { service, edges }: TaskNetworkArgs,
    containerPort: number,
    opts: pulumi.CustomResourceOptions = {},
  ): void {
    const port = { ipProtocol: "tcp", fromPort: containerPort, toPort: containerPort };
    for (const color of colors) {
      const edge = edges[color];
      const common = { ...port, tags: tags({ service, color }) };
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-${color}-edge`,
        {
          ...common,
          securityGroupId: this.securityGroup.id,
          referencedSecurityGroupId: edge.securityGroup.id,
          description: `from the ${color} edge`,
        },
        { parent: this, ...opts },
      );
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-${color}-edge-out`,
        {
          ...common,
          securityGroupId: edge.securityGroup.id,
          referencedSecurityGroupId: this.securityGroup.id,
          description: `to ${service}`,
        },
        { parent: this, ...opts },
      );
    }
  }

  private allowOut(name: string, { service, environment, needs, serving }: TaskNetworkArgs): void {
    const portsOf = (settings: ServiceSettings) => portsOut(environment, settings);
    for (const port of union(needs, portsOf)) {
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-out-${port}`,
        {
          securityGroupId: this.securityGroup.id,
          description: `out on port ${port}`,
          cidrIpv4: "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          tags: tags({ service }),
        },
        // What only one side of a release needs may go with the other's fleet.
        {
          parent: this,
          protect: serving.service && needs.every((one) => portsOf(one).includes(port)),
        },
      );
    }
  }
}
