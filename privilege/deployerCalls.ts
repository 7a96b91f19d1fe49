import type { ActionName } from "./catalogue";

/**
 * What the deployer itself asks AWS (automation/adapters/aws), one line for each call of the SDK.
 * tests/privilege/deployerCalls.test.ts finds the calls in the source and compares.
 */
export const deployerCalls: readonly ActionName[] = [
  "acm:DescribeCertificate",
  "autoscaling:DescribeAccountLimits",
  "autoscaling:DescribeScalingActivities",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetMetricData",
  "ecr:BatchGetImage",
  "ecr:GetDownloadUrlForLayer",
  "ecs:DescribeServices",
  "ecs:DescribeTaskDefinition",
  "ecs:DescribeTasks",
  "ecs:ListTasks",
  "elasticloadbalancing:DescribeAccountLimits",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeTargetHealth",
  "iam:GetRole",
  "iam:SimulatePrincipalPolicy",
  "route53:GetHostedZone",
  "route53:ListHostedZonesByName",
  "route53:ListResourceRecordSets",
  "servicequotas:GetServiceQuota",
  "sts:GetCallerIdentity",
];
