import type { EcsTargetGroup } from "../../world/ecsService";
import { said, type Taken } from "./taken";

const protocols: Record<string, string> = { HTTP2: "http2", GRPC: "grpc" };

/** AWS's own, which nobody has chosen. */
const usualDelaySeconds = "300";

/** What the load balancers do with a service, from the target group that it is registered in. */
export function targetGroupSettings(group: EcsTargetGroup, port: number): Taken {
  const { attributes } = group;
  const isAlb = group.Protocol === "HTTP" || group.Protocol === "HTTPS";
  const delay = attributes["deregistration_delay.timeout_seconds"];
  const slow = Number(attributes["slow_start.duration_seconds"] ?? 0);
  const sticky = stickiness(attributes);
  return {
    value: said({
      protocol: protocols[group.ProtocolVersion ?? ""],
      healthCheck: isAlb ? healthCheckOf(group, port) : undefined,
      slowStartSeconds: slow > 0 ? slow : undefined,
      ...sticky.value,
      deregistrationSeconds:
        delay === undefined || delay === usualDelaySeconds ? undefined : Number(delay),
    }),
    left: [...sticky.left, ...leftOf(group, isAlb)],
  };
}

function healthCheckOf(group: EcsTargetGroup, port: number): object {
  const { HealthCheckPort: given = "traffic-port", Matcher } = group;
  const own = given === "traffic-port" || Number(given) === port ? undefined : Number(given);
  return said({
    path: group.HealthCheckPath,
    port: own,
    matcher: Matcher?.GrpcCode ?? Matcher?.HttpCode,
    intervalSeconds: group.HealthCheckIntervalSeconds,
    timeoutSeconds: group.HealthCheckTimeoutSeconds,
    healthyThreshold: group.HealthyThresholdCount,
    unhealthyThreshold: group.UnhealthyThresholdCount,
  });
}

function stickiness(attributes: EcsTargetGroup["attributes"]): Taken {
  if (attributes["stickiness.enabled"] !== "true") return { value: {}, left: [] };
  const seconds = attributes["stickiness.lb_cookie.duration_seconds"];
  if (attributes["stickiness.type"] === "lb_cookie" && seconds !== undefined) {
    return { value: { stickySeconds: Number(seconds) }, left: [] };
  }
  const type = attributes["stickiness.type"];
  return {
    value: {},
    left: [`stickiness by ${type}: only the load balancers' own cookie is supported`],
  };
}

function leftOf(group: EcsTargetGroup, isAlb: boolean): string[] {
  const { Protocol, HealthCheckProtocol, attributes } = group;
  const algorithm = attributes["load_balancing.algorithm.type"] ?? "round_robin";
  const delay = attributes["deregistration_delay.timeout_seconds"];
  const speaksTls = [Protocol, HealthCheckProtocol].includes("HTTPS");
  return [
    ...(isAlb
      ? []
      : [
          `target group of protocol ${Protocol}: here load balancers speak HTTP; check \`healthCheck\``,
        ]),
    ...(speaksTls ? ["HTTPS to the tasks: here load balancers speak plain text with them"] : []),
    ...(algorithm === "round_robin"
      ? []
      : [`load balancing by ${algorithm}: here it is round robin`]),
    ...(delay === usualDelaySeconds
      ? [
          "deregistration delay of 300 s, AWS's default: here `longestRequestSeconds` decides, by default 60",
        ]
      : []),
  ];
}
