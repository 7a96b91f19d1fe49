import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Color } from "../../release/state";
import { DomainCertificate } from "../network/certificate";
import type { EdgePlace } from "./edges";
import type { Network } from "../network/network";
import type { ColorLoadBalancerArgs } from "./colorLoadBalancer";
import { PrivateEdge } from "./privateEdge";
import { tags } from "../tags";
import { byColor } from "./targetGroups";

export interface PrivateNamesArgs {
  /** Such as `internal.dev.example.com`. */
  domain: string;
  /** The public zone, in which the certificate is validated: ACM queries public DNS. */
  publicZoneId: pulumi.Input<string>;
  network: Network;
  idleTimeoutSeconds: number;
  options: ColorLoadBalancerArgs["options"];
  protect: boolean;
}

/** What services need to know about private names, their own environment's or another stack's. */
export interface PrivatePlace {
  zone: { zoneId: pulumi.Output<string>; name: pulumi.Output<string> };
  certificateArn: pulumi.Output<string>;
  edges: Record<Color, Pick<EdgePlace, "color" | "loadBalancer" | "securityGroup">>;
}

/**
 * What calls between services share: a zone that only the VPC sees, a certificate, and both private load
 * balancers.
 */
export class PrivateNames extends pulumi.ComponentResource {
  readonly zone: aws.route53.Zone;
  readonly certificateArn: pulumi.Output<string>;
  readonly edges: Record<Color, PrivateEdge>;

  constructor(name: string, args: PrivateNamesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:PrivateNames", name, {}, opts);
    const { domain, network, idleTimeoutSeconds, options, protect } = args;
    const own = { parent: this };
    this.zone = new aws.route53.Zone(
      name,
      {
        name: domain,
        comment: "calls between services",
        vpcs: [{ vpcId: network.vpcId }],
        tags: tags(),
      },
      own,
    );
    const certificate = new DomainCertificate(
      `${name}-certificate`,
      { name: `*.${domain}`, zoneId: args.publicZoneId },
      own,
    );
    this.certificateArn = certificate.validatedArn;
    const common = { network, idleTimeoutSeconds, options, protect };
    this.edges = byColor((color) => new PrivateEdge(`${name}-${color}`, { ...common, color }, own));
    this.registerOutputs({});
  }
}
