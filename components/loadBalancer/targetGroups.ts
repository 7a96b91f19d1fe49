import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ApiSettings } from "../../config/schema";
import { type Color, colors } from "../../release/state";
import type { Network } from "../network/network";
import { tags } from "../tags";

export interface TargetGroupsArgs {
  service: string;
  /** Of each fleet: a target group follows the settings its fleet was released with. */
  fleetSettings: Record<Color, ApiSettings>;
  network: Network;
}

/**
 * Target groups of one fleet, by the load balancer's color: a target group belongs to one load balancer
 * only.
 */
export type FleetTargetGroups = Record<Color, aws.lb.TargetGroup>;

/** Target groups of one service, by the fleet's color, then by the load balancer's. */
export type TargetGroups = Record<Color, FleetTargetGroups>;

/**
 * Each fleet's target group on both load balancers. Names are `<service>-<fleet><load balancer>`, by
 * first letter: `users-gb` is the green fleet on the blue load balancer; those on private ones end in
 * `p`. There is no fixed `name`, because a target group with one can't be replaced.
 */
export function targetGroups(
  name: string,
  args: TargetGroupsArgs,
  opts: pulumi.CustomResourceOptions,
  suffix: "" | "p" = "",
): TargetGroups {
  const { service, fleetSettings, network } = args;
  return byColor((fleet) => {
    const settings = fleetSettings[fleet];
    return byColor(
      (edge) =>
        new aws.lb.TargetGroup(
          `${name}-${fleet[0]}${edge[0]}${suffix}`,
          {
            vpcId: network.vpcId,
            targetType: "ip",
            protocol: "HTTP",
            protocolVersion: settings.protocol.toUpperCase(),
            port: settings.port,
            deregistrationDelay: settings.deregistrationSeconds,
            slowStart: settings.slowStartSeconds ?? 0,
            stickiness: stickiness(settings),
            healthCheck: healthCheck(settings.healthCheck),
            tags: tags({ service, color: fleet }),
          },
          opts,
        ),
    );
  });
}

/** Always set: the provider keeps what is left out as it was. */
function stickiness({ stickySeconds }: ApiSettings) {
  const type = "lb_cookie";
  return stickySeconds === undefined
    ? { type, enabled: false }
    : { type, enabled: true, cookieDuration: stickySeconds };
}

function healthCheck(settings: ApiSettings["healthCheck"]) {
  return {
    protocol: "HTTP",
    port: settings.port === undefined ? "traffic-port" : String(settings.port),
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
