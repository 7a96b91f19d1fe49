import type * as pulumi from "@pulumi/pulumi";
import type { Color } from "../../release/state";

/** What services need of an edge; an `Edge` is one, and so is another stack's. */
export interface EdgePlace {
  color: Color;
  loadBalancer: {
    arn: pulumi.Output<string>;
    /** How CloudWatch names it. */
    arnSuffix: pulumi.Output<string>;
    dnsName: pulumi.Output<string>;
    zoneId: pulumi.Output<string>;
  };
  httpsListener: { arn: pulumi.Output<string> };
  securityGroup: { id: pulumi.Output<string> };
}

/** Both edges that an environment's services stand behind. */
export type Edges = Record<Color, EdgePlace>;
