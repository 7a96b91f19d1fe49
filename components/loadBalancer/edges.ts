import type * as pulumi from "@pulumi/pulumi";
import type { Color } from "../../release/state";

/** What services need to know about a load balancer; an `Edge` fits, and so does another stack's. */
export interface EdgePlace {
  color: Color;
  loadBalancer: {
    arn: pulumi.Output<string>;
    /** Its name in CloudWatch's dimensions. */
    arnSuffix: pulumi.Output<string>;
    dnsName: pulumi.Output<string>;
    zoneId: pulumi.Output<string>;
  };
  httpsListener: { arn: pulumi.Output<string> };
  securityGroup: { id: pulumi.Output<string> };
  /** What has to be there before a client comes over IPv6; absent: it was there before this `up`. */
  ipv6Paths?: readonly pulumi.Resource[];
}

/** The two load balancers that an environment's services are behind. */
export type Edges = Record<Color, EdgePlace>;
