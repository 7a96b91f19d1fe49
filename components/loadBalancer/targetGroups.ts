import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ApiSettings } from "../../config/schema";
import { type Color, colors } from "../../release/state";
import type { Network } from "../network/network";
import { tags } from "../tags";

export interface TargetGroupsArgs {
  service: string;
  settings: ApiSettings;
  network: Network;
}

/** Of one fleet, by the edge's color: a target group belongs to one load balancer only. */
export type FleetTargetGroups = Record<Color, aws.lb.TargetGroup>;

/** Of one service, by the fleet's color, then by the edge's. */
export type TargetGroups = Record<Color, FleetTargetGroups>;

/**
 * Each fleet's target group on both edges. Their names are `<service>-<fleet><edge>`, by first letter:
 * `users-gb` is the green fleet on the blue edge; those on private edges end in `p`. Never a fixed `name`:
 * it can't be replaced then.
 */
export function targetGroups(
  name: string,
  args: TargetGroupsArgs,
  opts: pulumi.CustomResourceOptions,
  suffix: "" | "p" = "",
): TargetGroups {
  const { service, settings, network } = args;
  return byColor((fleet) =>
    byColor(
      (edge) =>
        new aws.lb.TargetGroup(
          `${name}-${fleet[0]}${edge[0]}${suffix}`,
          {
            vpcId: network.vpcId,
            targetType: "ip",
            protocol: "HTTP",
            port: settings.port,
            deregistrationDelay: settings.deregistrationSeconds,
            healthCheck: healthCheck(settings.healthCheck),
            tags: tags({ service, color: fleet }),
          },
          opts,
        ),
    ),
  );
}

function healthCheck(settings: ApiSettings["healthCheck"]) {
  return {
    protocol: "HTTP",
    port: "traffic-port",
    path: settings.path,
    matcher: settings.matcher,
    interval: settings.intervalSeconds,
    timeout: settings.timeoutSeconds,
    healthyThreshold: settings.healthyThreshold,
    unhealthyThreshold: settings.unhealthyThreshold,
  };
}

export function byColor<T>(make: (color: Color) => T): Record<Color, T> {
  const [blue, green] = colors.map(make) as [T, T];
  return { blue, green };
}
