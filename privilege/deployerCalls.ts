import type { ActionName } from "./catalogue";

/**
 * What the deployer itself calls on AWS (automation/adapters/aws), one line per SDK call.
 * tests/privilege/deployerCalls.test.ts finds the calls in the source and compares.
 */
export const deployerCalls: readonly ActionName[] = [
  "acm:DescribeCertificate",
  "autoscaling:DescribeAccountLimits",
  "autoscaling:DescribeScalingActivities",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetMetricData",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSubnets",
  "ecr:BatchDeleteImage",
  "ecr:BatchGetImage",
  "ecr:DescribeImages",
  "ecr:DescribeRepositories",
  "ecr:GetDownloadUrlForLayer",
  "ecr:ListImages",
  "ecr:PutImage",
  "ecs:DescribeClusters",
  "ecs:DescribeServices",
  "ecs:DescribeTaskDefinition",
  "ecs:DescribeTasks",
  "ecs:ListAccountSettings",
  "ecs:ListTasks",
  "ecs:RunTask",
  "ecs:StopTask",
  "elasticloadbalancing:DescribeAccountLimits",
  "elasticloadbalancing:DescribeListenerCertificates",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeTargetHealth",
  "elasticfilesystem:DescribeAccessPoints",
  "elasticfilesystem:DescribeMountTargets",
  "iam:GetRole",
  "iam:ListRoles",
  "iam:SimulatePrincipalPolicy",
  "logs:FilterLogEvents",
  "logs:GetLogEvents",
  "pricing:GetProducts",
  "route53:GetHostedZone",
  "route53:ListHostedZonesByName",
  "route53:ListResourceRecordSets",
  "secretsmanager:DescribeSecret",
  "servicequotas:GetServiceQuota",
  "ssm:DescribeParameters",
  "sts:GetCallerIdentity",
];

/** Called too, before the first `up`, but granted only to those who may create a network. */
export const roomCalls = [
  "ec2:DescribeAddresses",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNatGateways",
  "ec2:DescribeVpcs",
] as const satisfies readonly ActionName[];

/** Called by `exec` alone, and granted to people who may use it, never to a pipeline's role (policy.ts). */
export const execCalls = ["ecs:ExecuteCommand"] as const satisfies readonly ActionName[];

/** Called too, but granted for the bucket of Pulumi's backend (backend.ts). */
export const backendCalls = ["s3:GetBucketVersioning"] as const;

/** Called too, but granted for the bucket of `reports` (reports.ts): for records of releases, and for `verify`. */
export const reportCalls = {
  objects: ["s3:GetObject", "s3:PutObject"],
  bucket: ["s3:GetBucketLocation", "s3:GetBucketPublicAccessBlock"],
} as const;

/** Called by `verify` too, and by the provider to read what is associated: granted for the web ACL that the settings name. */
export const webAclCalls = ["wafv2:GetWebACL"] as const satisfies readonly ActionName[];

/** Called by `verify` too, and granted for the bucket of the load balancers' access logs (reports.ts). */
export const accessLogCalls = ["s3:GetBucketLocation", "s3:GetBucketPolicy"] as const;

/**
 * Called too, and granted on nothing but what `notify` names. To check whether another secret has its JSON key, `verify`
 * calls `GetSecretValue` as well; without the permission it reports that this was not checked.
 */
export const notifyCalls = [
  "events:DescribeEventBus",
  "events:PutEvents",
  "secretsmanager:GetSecretValue",
  "sns:GetTopicAttributes",
  "sns:Publish",
  "ssm:GetParameter",
] as const satisfies readonly ActionName[];
