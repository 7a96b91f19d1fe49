import type * as aws from "@pulumi/aws";
import { queueOf } from "../../config/queueArn";
import type { ScalingTarget } from "../../config/size";
import { colors } from "../../release/state";
import type { FleetTargetGroups } from "../loadBalancer/targetGroups";
import type { ClusterPlace } from "../stack/foundation";

type Configuration = aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfiguration;
type Metric =
  aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetric;
type Measured =
  aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetric;

/** What a policy keeps at its target; `what` ends the policy's name. */
export type Tracked = Configuration & { what: string };

export interface TrackedArgs {
  target: ScalingTarget;
  /** The fleet may have no tasks. */
  fromZero: boolean;
  cluster: ClusterPlace;
  ecsService: aws.ecs.Service;
  /** Of the fleet, at the public and the private load balancers; a worker has none. */
  targetGroups: FleetTargetGroups | undefined;
  privateTargetGroups: FleetTargetGroups | undefined;
}

/** One for each policy: of several, AWS follows the one that asks for the most tasks. */
export function trackedMetrics(args: TrackedArgs): Tracked[] {
  const { cpuPercent, memoryPercent, requestsPerTask, queue } = args.target;
  return [
    ...(cpuPercent === undefined ? [] : [ofEcs("cpu", "CPU", cpuPercent)]),
    ...(memoryPercent === undefined ? [] : [ofEcs("memory", "Memory", memoryPercent)]),
    ...(requestsPerTask === undefined ? [] : [requests(args, requestsPerTask)]),
    ...(queue === undefined ? [] : [backlog(args, queue)]),
  ];
}

function ofEcs(what: string, resource: string, targetValue: number): Tracked {
  const predefinedMetricType = `ECSServiceAverage${resource}Utilization`;
  return { what, targetValue, predefinedMetricSpecification: { predefinedMetricType } };
}

/**
 * The predefined metric belongs to one target group. A fleet has two or four, and which of them get its requests
 * changes in a release: those of a canary, and of clients with an old answer of DNS, come through the other color's
 * load balancer. Each task is in all of them, so the sum is what a task gets, in every phase.
 *
 * A target group without requests has no data, which SUM leaves out. FILL would make zeros of the newest minutes
 * as well, whose data have not arrived yet, and target tracking needs three minutes in a row to add tasks.
 */
function requests(
  { targetGroups, privateTargetGroups }: TrackedArgs,
  targetValue: number,
): Tracked {
  const sides = { clients: targetGroups, calls: privateTargetGroups };
  const counts = Object.entries(sides).flatMap(([side, groups]) =>
    colors.flatMap((edge) =>
      groups
        ? stat(`${side}_${edge}`, "Sum", {
            ...{ namespace: "AWS/ApplicationELB", metricName: "RequestCountPerTarget" },
            dimensions: [{ name: "TargetGroup", value: groups[edge].arnSuffix }],
          })
        : [],
    ),
  );
  const expression = `SUM([${counts.map(({ id }) => id).join(", ")}])`;
  return math("requests", targetValue, counts, { id: "requests", expression });
}

/**
 * Backlog per task, as in "Target tracking using metric math", Application Auto Scaling User Guide.
 *
 * With no tasks, that has no value, since CloudWatch drops what is divided by 0: any message is above the target then.
 * The messages that tasks are working on count as well: AWS would stop the last task at its work otherwise.
 */
function backlog(
  { fromZero, cluster, ecsService }: TrackedArgs,
  { arn, perTask }: NonNullable<ScalingTarget["queue"]>,
): Tracked {
  const count = (id: string, which: string) =>
    stat(id, "Average", {
      ...{ namespace: "AWS/SQS", metricName: `ApproximateNumberOfMessages${which}` },
      dimensions: [{ name: "QueueName", value: queueOf(arn).name }],
    });
  const messages = count("messages", "Visible");
  const tasks = stat("tasks", "Average", {
    ...{ namespace: "ECS/ContainerInsights", metricName: "RunningTaskCount" },
    dimensions: [
      { name: "ClusterName", value: cluster.name },
      { name: "ServiceName", value: ecsService.name },
    ],
  });
  if (!fromZero) {
    const each = { id: "backlog", expression: "messages / tasks" };
    return math("queue", perTask, [messages, tasks], each);
  }
  const read = [messages, count("begun", "NotVisible"), tasks];
  const steps = [
    { id: "all", expression: "messages + begun", returnData: false },
    // The newest minutes may be late; without any, nothing runs.
    { id: "running", expression: "FILL(FILL(tasks, REPEAT), 0)", returnData: false },
  ];
  const expression = `IF(running > 0, all / running, IF(all > 0, all + ${Math.ceil(perTask)}, 0))`;
  return math("queue", perTask, [...read, ...steps], { id: "backlog", expression });
}

function stat(id: string, stat: string, metric: Measured): Metric & { id: string } {
  return { id, metricStat: { metric, stat }, returnData: false };
}

function math(what: string, targetValue: number, read: Metric[], result: Metric): Tracked {
  const metrics = [...read, { ...result, returnData: true }];
  return { what, targetValue, customizedMetricSpecification: { metrics } };
}
