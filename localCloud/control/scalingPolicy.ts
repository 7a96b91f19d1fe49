import { z } from "zod";
import { CloudError } from "../errors";
import { queryId } from "../metrics/query";
import { idsIn } from "./metricAlarm";
import { defineType } from "./resourceType";
import { name } from "./schemas";

export const policyType = "aws:appautoscaling/policy:Policy";

/** What a target and its policies share. */
export const scalable = {
  serviceNamespace: z.literal("ecs"),
  scalableDimension: z.literal("ecs:service:DesiredCount"),
  resourceId: z.string().regex(/^service\/[^/]+\/[^/]+$/, "must be `service/<cluster>/<service>`"),
};

/** Of each metric that the program may track: dimensions and statistic. Others are not modelled. */
const measured: Record<string, { dimensions: string[]; stat: string }> = {
  "AWS/ApplicationELB RequestCountPerTarget": { dimensions: ["TargetGroup"], stat: "Sum" },
  "AWS/SQS ApproximateNumberOfMessagesVisible": { dimensions: ["QueueName"], stat: "Average" },
  "AWS/SQS ApproximateNumberOfMessagesNotVisible": { dimensions: ["QueueName"], stat: "Average" },
  "ECS/ContainerInsights RunningTaskCount": {
    dimensions: ["ClusterName", "ServiceName"],
    stat: "Average",
  },
};

const metricStat = z.strictObject({
  metric: z.strictObject({
    namespace: z.string().min(1),
    metricName: z.string().min(1),
    dimensions: z.array(z.strictObject({ name: z.string().min(1), value: z.string().min(1) })),
  }),
  stat: z.string(),
});

const query = z
  .strictObject({
    id: queryId,
    expression: z.string().min(1).max(2048).optional(),
    metricStat: metricStat.optional(),
    returnData: z.boolean().default(true),
  })
  .refine(
    ({ expression, metricStat }) => !expression !== !metricStat,
    "needs either `expression` or `metricStat`",
  );
type Query = z.output<typeof query>;

const customized = z.strictObject({
  metrics: z.array(query).min(1),
});

const configuration = z
  .strictObject({
    predefinedMetricSpecification: z
      .strictObject({
        predefinedMetricType: z.enum([
          "ECSServiceAverageCPUUtilization",
          "ECSServiceAverageMemoryUtilization",
        ]),
      })
      .optional(),
    customizedMetricSpecification: customized.optional(),
    targetValue: z.number().positive(),
  })
  .refine(
    (given) => !given.predefinedMetricSpecification !== !given.customizedMetricSpecification,
    "needs either `predefinedMetricSpecification` or `customizedMetricSpecification`",
  );

/** The local cloud follows no metric: a test says how many tasks a policy asks for (`scale`). */
export const scalingPolicy = defineType({
  token: policyType,
  properties: {
    ...scalable,
    name: name(256, "_-"),
    policyType: z.literal("TargetTrackingScaling"),
    targetTrackingScalingPolicyConfiguration: configuration,
  },
  replaceOn: ["name", "serviceNamespace", "scalableDimension", "resourceId"],
  autoName: { property: "name", maxLength: 256 },
  problems({ targetTrackingScalingPolicyConfiguration: { customizedMetricSpecification } = {} }) {
    return customizedMetricSpecification
      ? metricProblems(customizedMetricSpecification.metrics)
      : [];
  },
  create(cloud, { name, resourceId }) {
    const targets = cloud.resources.all("aws:appautoscaling/target:Target");
    if (!targets.some(({ id }) => id === resourceId)) {
      throw new CloudError(
        "ObjectNotFoundException",
        `No scalable target registered for ${resourceId}`,
      );
    }
    const policy = `${cloud.random.hex(20)}:resource/ecs/${resourceId}:policyName/${name}`;
    return { id: name, outputs: { arn: cloud.arn("autoscaling", `scalingPolicy:${policy}`) } };
  },
});

/** As of alarms, which AWS makes of a policy: one result, and nothing that is not there. */
function metricProblems(metrics: readonly Query[]): string[] {
  const ids = new Set(metrics.map(({ id }) => id));
  return [
    ...(metrics.filter(({ returnData }) => returnData).length === 1
      ? []
      : ["exactly one metric must have `returnData`"]),
    ...(ids.size < metrics.length ? ["each metric needs a unique `id`"] : []),
    ...(metrics.filter(({ metricStat }) => metricStat).length > 10
      ? ["a policy may read at most 10 metrics"]
      : []),
    ...metrics.flatMap(({ id, expression = "" }) =>
      idsIn(expression)
        .filter((used) => !ids.has(used))
        .map((used) => `metric \`${id}\` refers to \`${used}\`, which does not exist`),
    ),
    ...metrics.flatMap(({ metricStat }) => (metricStat ? unknownIn(metricStat) : [])),
  ];
}

function unknownIn({ metric, stat }: z.output<typeof metricStat>): string[] {
  const called = `${metric.namespace} ${metric.metricName}`;
  const known = measured[called];
  if (!known) return [`metric ${called} is not modelled`];
  const dimensions = metric.dimensions.map(({ name }) => name);
  const isWhole = [...dimensions].sort().join() === known.dimensions.join() && stat === known.stat;
  const wanted = `${known.dimensions.join(" and ")}, as ${known.stat}`;
  return isWhole ? [] : [`metric ${called} has data by ${wanted} only`];
}
