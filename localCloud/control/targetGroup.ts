import { z } from "zod";
import { TargetGroup, type TargetGroupSettings } from "../dataplane/targetGroup";
import { CloudError } from "../errors";
import { requireById, vpcType } from "./ec2";
import { defineType } from "./resourceType";
import { name, tags, wholeNumber } from "./schemas";

export const targetGroupType = "aws:lb/targetGroup:TargetGroup";

const healthCheck = z.strictObject({
  enabled: z.literal(true).default(true),
  protocol: z.literal("HTTP").default("HTTP"),
  port: z.literal("traffic-port").default("traffic-port"),
  path: z
    .string()
    .max(1024)
    .regex(/^\/[!-~]*$/, "must begin with a `/`, and have printable ASCII without spaces")
    .default("/"),
  matcher: z
    .string()
    .regex(
      /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/,
      "must be status codes from 200 to 499",
    )
    .refine(
      (text) => text.split(",").every((range) => range.slice(0, 3) <= range.slice(-3)),
      "a range must not end before it begins",
    )
    .default("200"),
  interval: wholeNumber(5, 300).default(30),
  timeout: wholeNumber(2, 120).default(5),
  healthyThreshold: wholeNumber(2, 10).default(3),
  unhealthyThreshold: wholeNumber(2, 10).default(3),
});

export const targetGroup = defineType({
  token: targetGroupType,
  properties: {
    name: name(32, "-").refine((name) => !/^-|-$/.test(name), "begins or ends with a hyphen"),
    vpcId: z.string(),
    targetType: z.enum(["ip", "instance"]).default("instance"),
    protocol: z.literal("HTTP"),
    port: wholeNumber(1, 65535),
    /** Seconds. */
    deregistrationDelay: wholeNumber(0, 3600).default(300),
    healthCheck: healthCheck.prefault({}),
    tags,
  },
  replaceOn: ["name", "vpcId", "targetType", "protocol", "port"],
  autoName: { property: "name", maxLength: 32 },
  problems({ healthCheck }) {
    return healthCheck && healthCheck.timeout >= healthCheck.interval
      ? ["health check timeout must be smaller than the interval"]
      : [];
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

function settings({
  deregistrationDelay,
  healthCheck: check,
}: {
  deregistrationDelay: number;
  healthCheck: z.output<typeof healthCheck>;
}): TargetGroupSettings {
  return {
    deregistrationDelay,
    healthCheck: {
      path: check.path,
      matcher: check.matcher,
      intervalSeconds: check.interval,
      timeoutSeconds: check.timeout,
      healthyThreshold: check.healthyThreshold,
      unhealthyThreshold: check.unhealthyThreshold,
    },
  };
}
