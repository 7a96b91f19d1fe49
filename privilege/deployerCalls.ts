import type { ActionName } from "./catalogue";

/**
 * What the deployer itself asks AWS (automation/adapters/aws), one line for each call of the SDK.
 * tests/privilege/deployerCalls.test.ts finds the calls in the source and compares.
 */
export const deployerCalls: readonly ActionName[] = [
  "autoscaling:DescribeScalingActivities",
  "cloudwatch:GetMetricData",
  "ecr:BatchGetImage",
  "ecr:GetDownloadUrlForLayer",
  "ecs:DescribeServices",
  "ecs:DescribeTasks",
  "ecs:ListTasks",
  "ecs:RunTask",
  "ecs:StopTask",
  "elasticloadbalancing:DescribeTargetHealth",
  "logs:GetLogEvents",
  "sts:GetCallerIdentity",
];
