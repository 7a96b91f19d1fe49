import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bucketPlace } from "../../config/reports";
import type { Settings } from "../../config/schema";
import type { Color } from "../../release/state";
import type { Network } from "../network/network";
import { tags } from "../tags";

export interface ColorLoadBalancerArgs {
  color: Color;
  network: Network;
  idleTimeoutSeconds: number;
  options: Settings["loadBalancers"];
  /** Whether clients reach it over IPv6 too; one that has IPv6 addresses keeps them. */
  ipv6?: boolean;
  /** Whether AWS refuses to delete the load balancer. */
  protect: boolean;
}

interface Kind {
  /** Type token of the component. */
  type: string;
  /** Reachable only within the VPC. */
  internal: boolean;
  /** Description of its security group, as shown in AWS. */
  description: string;
}

/** A load balancer of one color. Its security group admits nothing until somebody adds a rule. */
export abstract class ColorLoadBalancer extends pulumi.ComponentResource {
  readonly color: Color;
  readonly loadBalancer: aws.lb.LoadBalancer;
  readonly securityGroup: aws.ec2.SecurityGroup;

  constructor(
    { type, internal, description }: Kind,
    name: string,
    { color, network, idleTimeoutSeconds, options, protect, ipv6 = false }: ColorLoadBalancerArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const own = { parent: this };
    this.color = color;
    this.securityGroup = new aws.ec2.SecurityGroup(
      name,
      { description, vpcId: network.vpcId, tags: tags({ color }) },
      own,
    );
    this.loadBalancer = new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal,
        ipAddressType: ipv6 ? "dualstack" : "ipv4",
        subnets: internal ? network.privateSubnetIds : network.publicSubnetIds,
        securityGroups: [this.securityGroup.id],
        // The default is an hour: clients would stay on the old load balancer long after the switch.
        clientKeepAlive: 60,
        idleTimeout: idleTimeoutSeconds,
        dropInvalidHeaderFields: true,
        desyncMitigationMode: options.desyncMitigation,
        enableDeletionProtection: protect,
        accessLogs: accessLogs(options),
        tags: tags({ color }),
        ...(options.reserveLcu !== undefined && {
          minimumLoadBalancerCapacity: { capacityUnits: options.reserveLcu },
        }),
      },
      { ...own, ...(options.reserveLcu !== undefined && { customTimeouts: whileReserving }) },
    );
  }
}

/** Said in any case: where it is left out, the provider leaves them as they are. */
function accessLogs({ accessLogs: place }: Settings["loadBalancers"]) {
  if (place === undefined) return { bucket: "", enabled: false };
  const { bucket, prefix } = bucketPlace(place);
  return { bucket, enabled: true, ...(prefix !== "" && { prefix }) };
}

/** AWS provides reserved capacity in up to a few hours; the provider gives up after ten minutes by itself. */
const whileReserving = { create: "4h", update: "4h" };
