import { z } from "zod";
import type { Cloud } from "../cloud";
import { TargetGroup, type TargetGroupSettings } from "../dataplane/targetGroup";
import { CloudError } from "../errors";
import { requireById, vpcType } from "./vpcs";
import { defineType } from "./resourceType";
import { flag, name, tags, wholeNumber } from "./schemas";

export const targetGroupType = "aws:lb/targetGroup:TargetGroup";

const healthCheck = z.strictObject({
  enabled: z.literal(true).default(true),
  /** Over the target group's version of HTTP. */
  protocol: z.literal("HTTP").default("HTTP"),
  port: z
    .union([
      z.literal("traffic-port"),
      z
        .string()
        .regex(/^[1-9]\d*$/)
        .refine((port) => Number(port) <= 65535),
    ])
    .default("traffic-port"),
  path: z
    .string()
    .max(1024)
    .regex(/^\/[!-~]*$/, "must begin with a `/`, and have printable ASCII without spaces")
    .default("/"),
  matcher: z.string().default("200"),
  interval: wholeNumber(5, 300).default(30),
  timeout: wholeNumber(2, 120).default(5),
  healthyThreshold: wholeNumber(2, 10).default(3),
  unhealthyThreshold: wholeNumber(2, 10).default(3),
});

const stickiness = z.strictObject({
  type: z.literal("lb_cookie"),
  enabled: flag(true),
  cookieDuration: wholeNumber(1, 604_800).default(86_400),
});

const codes = {
  http: {
    pattern: /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/,
    what: "health check matcher must be status codes from 200 to 499",
  },
  grpc: {
    pattern: /^\d\d?(-\d\d?)?(,\d\d?(-\d\d?)?)*$/,
    what: "health check matcher must be gRPC codes from 0 to 99",
  },
};

function checkProblems(version: Version, { path, matcher, ...check }: CheckInput): string[] {
  const { pattern, what } = codes[version === "GRPC" ? "grpc" : "http"];
  const ranges = matcher.split(",").map((range) => range.split("-").map(Number));
  return [
    ...(check.timeout >= check.interval
      ? ["health check timeout must be smaller than the interval"]
      : []),
    ...(pattern.test(matcher) ? [] : [what]),
    ...(ranges.some(([first = 0, last = first]) => last < first)
      ? ["a range must not end before it begins"]
      : []),
    ...(version === "GRPC" && !/^\/[^/]+\/[^/]+$/.test(path)
      ? ["health check path must have the format /package.service/method"]
      : []),
  ];
}

type Version = "HTTP1" | "HTTP2" | "GRPC";
type CheckInput = z.output<typeof healthCheck>;

export const targetGroup = defineType({
  token: targetGroupType,
  properties: {
    name: name(32, "-").refine((name) => !/^-|-$/.test(name), "begins or ends with a hyphen"),
    vpcId: z.string(),
    targetType: z.enum(["ip", "instance"]).default("instance"),
    protocol: z.literal("HTTP"),
    protocolVersion: z.enum(["HTTP1", "HTTP2", "GRPC"]).default("HTTP1"),
    port: wholeNumber(1, 65535),
    /** Seconds. */
    deregistrationDelay: wholeNumber(0, 3600).default(300),
    /** Seconds; 0: none. */
    slowStart: z.union([z.literal(0), wholeNumber(30, 900)]).default(0),
    stickiness: stickiness.prefault({ type: "lb_cookie", enabled: false }),
    healthCheck: healthCheck.prefault({}),
    tags,
  },
  replaceOn: ["name", "vpcId", "targetType", "protocol", "protocolVersion", "port"],
  autoName: { property: "name", maxLength: 32 },
  problems({ healthCheck, protocolVersion = "HTTP1" }) {
    return healthCheck ? checkProblems(protocolVersion, healthCheck) : [];
  },
  create(cloud, inputs) {
    requireById(cloud, vpcType, inputs.vpcId, "InvalidVpcID.NotFound");
    const arnSuffix = `targetgroup/${inputs.name}/${cloud.random.hex(16)}`;
    const arn = cloud.arn("elasticloadbalancing", arnSuffix);
    cloud.targetGroups.set(arn, new TargetGroup(arn, settings(inputs), cloud.timing));
    return { id: arn, outputs: { arn, arnSuffix } };
  },
  update(cloud, { id }, inputs) {
    const group = cloud.targetGroups.get(id);
    if (inputs.stickiness.enabled) refuseUnstickyRules(cloud, id);
    if (group) group.settings = settings(inputs);
    return {};
  },
  delete(cloud, { id }) {
    const group = cloud.targetGroups.get(id);
    if (group?.inUse) {
      throw new CloudError(
        "ResourceInUse",
        `Target group '${id}' is currently in use by a listener or a rule`,
      );
    }
    group?.close();
    cloud.targetGroups.delete(id);
  },
});

function settings(inputs: {
  protocolVersion: Version;
  deregistrationDelay: number;
  slowStart: number;
  stickiness: z.output<typeof stickiness>;
  healthCheck: CheckInput;
}): TargetGroupSettings {
  const { healthCheck: check, stickiness: sticky, deregistrationDelay } = inputs;
  return {
    speaks: speaks[inputs.protocolVersion],
    deregistrationDelay,
    slowStartSeconds: inputs.slowStart,
    ...(sticky.enabled && { stickySeconds: sticky.cookieDuration }),
    healthCheck: {
      path: check.path,
      ...(check.port !== "traffic-port" && { port: Number(check.port) }),
      matcher: check.matcher,
      intervalSeconds: check.interval,
      timeoutSeconds: check.timeout,
      healthyThreshold: check.healthyThreshold,
      unhealthyThreshold: check.unhealthyThreshold,
    },
  };
}

const speaks = { HTTP1: "http1", HTTP2: "http2", GRPC: "grpc" } as const;

/** Where a rule forwards to several target groups, clients must stay on one of them to stay on its target. */
function refuseUnstickyRules(cloud: Cloud, arn: string): void {
  const actions = [...cloud.edges.values()]
    .flatMap(({ listeners }) => [...listeners.values()])
    .flatMap(({ rules }) => [...rules.values()].map(({ action }) => action));
  const isLoose = actions.some(
    (action) =>
      action.type === "forward" &&
      action.targets.length > 1 &&
      action.stickySeconds === undefined &&
      action.targets.some((target) => target.arn === arn),
  );
  if (!isLoose) return;
  throw new CloudError(
    "InvalidConfigurationRequest",
    `This target group appears behind a rule with group stickiness disabled (${arn}). You must enable ` +
      "group stickiness before enabling target stickiness",
  );
}
