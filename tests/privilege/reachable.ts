import type { AccessRole } from "../../privilege/accessRoles";
import { everything, fileSystems, webAcls } from "./reachedAnywhere";

/** What a role reaches of another stack, and why that is accepted. */
interface Reachable {
  why: string;
  roles: AccessRole[];
  /** Action with the type of the resource, or the condition key; see attacks.ts. */
  cells: string[];
}

const deploying: AccessRole[] = ["deploy", "preview-stacks"];
const refreshing: AccessRole[] = [...deploying, "drift"];
const every: AccessRole[] = [...refreshing, "preview"];
const whole: AccessRole[] = ["deploy", "drift"];

export const reachable: Reachable[] = [
  {
    why: "reading how things of the account are set up, for which AWS has no resources and no conditions",
    roles: every,
    cells: [
      ...everything("autoscaling", "DescribeAccountLimits", "DescribeScalingActivities"),
      ...everything("cloudwatch", "GetMetricData"),
      ...everything("ec2", "DescribeInstanceTypes", "DescribeRouteTables", "DescribeSubnets"),
      ...everything("ecs", "ListAccountSettings"),
      ...everything("elasticloadbalancing", "DescribeAccountLimits", "DescribeListeners"),
      ...everything("elasticloadbalancing", "DescribeListenerCertificates", "DescribeTargetHealth"),
      ...everything("elasticloadbalancing", "DescribeLoadBalancers", "DescribeTargetGroups"),
      ...everything("pricing", "GetProducts"),
      ...everything("route53", "ListHostedZones", "ListHostedZonesByName"),
      ...everything("sts", "GetCallerIdentity"),
    ],
  },
  {
    why: "the same; names of repositories, of which ECR lists all or none, and not their images",
    roles: [...whole, "preview"],
    cells: ["ec2:DescribeAvailabilityZones everything", "ecr:DescribeRepositories ecr:repository"],
  },
  { why: "the same; where file systems can be mounted", roles: every, cells: fileSystems },
  {
    why: "the same; names of parameters, roles and log groups, and not what they contain or allow",
    roles: refreshing,
    cells: [
      ...everything("ec2", "DescribeNetworkInterfaces", "DescribeSecurityGroupRules"),
      ...everything("ec2", "DescribeSecurityGroups"),
      ...everything("elasticloadbalancing", "DescribeListenerAttributes", "DescribeTags"),
      ...everything("elasticloadbalancing", "DescribeTargetGroupAttributes"),
      ...everything("iam", "ListRoles"),
      ...everything("logs", "DescribeLogGroups"),
      ...everything("ssm", "DescribeParameters"),
    ],
  },
  ...webAcls,
  {
    why: "the same, of types that previews do not have",
    roles: whole,
    cells: [
      ...everything("application-autoscaling", "DescribeScalableTargets"),
      ...everything("application-autoscaling", "DescribeScalingPolicies"),
      ...everything("application-autoscaling", "DescribeScheduledActions"),
      ...everything("autoscaling", "DescribeAutoScalingGroups"),
      ...everything("ec2", "DescribeAddresses", "DescribeAddressesAttribute"),
      ...everything("ec2", "DescribeInternetGateways", "DescribeLaunchTemplateVersions"),
      ...everything("ec2", "DescribeLaunchTemplates", "DescribeNatGateways"),
      ...everything("ec2", "DescribeNetworkAcls", "DescribePrefixLists"),
      ...everything("ec2", "DescribeVpcEndpoints", "DescribeVpcs"),
      ...everything("elasticloadbalancing", "DescribeCapacityReservation"),
      ...everything("elasticloadbalancing", "DescribeLoadBalancerAttributes"),
    ],
  },
  {
    why:
      "AWS documents no resource for it, so previews read the variables of every task definition in the account; " +
      "secrets are references there, whose values nobody sees (SECURITY.md)",
    roles: refreshing,
    cells: everything("ecs", "DescribeTaskDefinition"),
  },
  {
    why: "the same for rules, with the color secret in them, which only selects a version (SECURITY.md)",
    roles: refreshing,
    cells: everything("elasticloadbalancing", "DescribeRules"),
  },
  {
    why: "the same; what runs keeps running, and previews keep their definitions (access/README.md)",
    roles: ["deploy"],
    cells: everything("ecs", "DeregisterTaskDefinition"),
  },
  {
    why: "AWS chooses its id, and no condition key names the service; one with a target is safe (access/README.md)",
    roles: ["deploy"],
    cells: [
      "application-autoscaling:RegisterScalableTarget application-autoscaling:ScalableTarget for any service",
    ],
  },
  {
    why:
      "reading how a resource is set up, of types without a name that says whose it is; a condition on tags " +
      "would answer `denied` where there is none",
    roles: every,
    cells: [
      "acm:DescribeCertificate acm:certificate",
      "route53:GetHostedZone route53:hostedzone",
      "route53:ListResourceRecordSets route53:hostedzone",
      "route53:ListTagsForResource route53:hostedzone",
    ],
  },
  {
    why: "the same, to compare what was deployed with Pulumi's state",
    roles: refreshing,
    cells: [
      "cloudwatch:ListTagsForResource cloudwatch:alarm",
      "ecs:ListTagsForResource ecs:capacity-provider",
      "route53:GetChange route53:change",
    ],
  },
  {
    why: "the same, of types that previews do not have",
    roles: whole,
    cells: [
      "acm:ListTagsForCertificate acm:certificate",
      "application-autoscaling:ListTagsForResource application-autoscaling:ScalableTarget",
      "ec2:DescribeVpcAttribute ec2:vpc",
      "ecs:DescribeCapacityProviders ecs:capacity-provider",
      "route53:GetDNSSEC route53:hostedzone",
    ],
  },
  {
    why: "AWS answers nothing if the resource is narrower (API reference, DescribeAlarms)",
    roles: every,
    cells: [
      "cloudwatch:DescribeAlarms cloudwatch:alarm",
      "cloudwatch:DescribeAlarms cloudwatch:alarm elsewhere",
    ],
  },
  {
    why: "`verify` asks about its caller, whatever role that is",
    roles: refreshing,
    cells: [
      "iam:GetRole iam:role",
      "iam:SimulatePrincipalPolicy iam:role",
      "iam:SimulatePrincipalPolicy iam:user",
    ],
  },
  {
    why: "whether a secret that the settings name exists, and not what it is; they may name any",
    roles: refreshing,
    cells: ["secretsmanager:DescribeSecret secretsmanager:Secret"],
  },
  {
    why: "zones are known by ids only; the names of the records are what is limited",
    roles: deploying,
    cells: ["route53:ChangeResourceRecordSets route53:hostedzone"],
  },
  {
    why:
      "zones are known by ids only, and so is a VPC that the program makes: a network given by its ids closes " +
      "the VPC; a zone with records can't be deleted, and its tags decide nothing",
    roles: ["deploy"],
    cells: [
      "route53:ChangeTagsForResource route53:hostedzone",
      "route53:CreateHostedZone everything",
      "route53:CreateHostedZone route53:VPCs",
      "route53:DeleteHostedZone route53:hostedzone",
      "route53:UpdateHostedZoneComment route53:hostedzone",
    ],
  },
  {
    why: "a network given by its ids closes this; RunTask has no condition on subnets anyway",
    roles: deploying,
    cells: ["ecs:CreateService ecs:service ecs:subnet", "ecs:UpdateService ecs:service ecs:subnet"],
  },
  {
    why: "the template is in the same request, and must be the stack's own",
    roles: ["deploy"],
    cells: [
      "ec2:RunInstances ec2:instance ec2:LaunchTemplate",
      "ec2:RunInstances ec2:network-interface ec2:LaunchTemplate",
      "ec2:RunInstances ec2:volume ec2:LaunchTemplate",
    ],
  },
  {
    why: "an environment may run tasks on its own instances; previews may not",
    roles: ["deploy"],
    cells: ["", "without "].map(
      (how) => `ecs:RegisterTaskDefinition ecs:task-definition ${how}ecs:compute-compatibility`,
    ),
  },
  {
    why: "families are distinguished by their prefix: `env create` accepts no name that begins with another's",
    roles: ["deploy"],
    cells: [
      "ecs:CreateService ecs:service ecs:task-definition of dev-2",
      "ecs:RegisterTaskDefinition ecs:task-definition of dev-2",
      "ecs:UpdateService ecs:service ecs:task-definition of dev-2",
    ],
  },
  {
    why: "the same",
    roles: whole,
    cells: ["ecs:ListTagsForResource ecs:task-definition of dev-2"],
  },
  {
    why: "previews are in the environment's cluster and domain",
    roles: [...whole, "preview"],
    cells: [
      "ecs:DescribeServices ecs:service of its previews",
      "ecs:DescribeTasks ecs:task of its previews",
    ],
  },
  {
    why: "the same",
    roles: whole,
    cells: ["ecs:ListTagsForResource ecs:service of its previews"],
  },
  {
    why: "the same",
    roles: ["deploy"],
    cells: [
      "route53:ChangeResourceRecordSets route53:hostedzone " +
        "route53:ChangeResourceRecordSetsNormalizedRecordNames of its previews",
    ],
  },
  {
    why: "previews run on the environment's cluster, network and images, and behind its load balancers",
    roles: ["preview-stacks"],
    cells: [
      "ec2:AuthorizeSecurityGroupEgress ec2:security-group",
      "ec2:AuthorizeSecurityGroupIngress ec2:security-group",
      "ec2:CreateSecurityGroup ec2:vpc",
      "ec2:ModifySecurityGroupRules ec2:security-group",
      "ec2:RevokeSecurityGroupEgress ec2:security-group",
      "ec2:RevokeSecurityGroupIngress ec2:security-group",
      ...["BatchGetImage", "DescribeImages", "GetDownloadUrlForLayer", "ListImages"].map(
        (action) => `ecr:${action} ecr:repository`,
      ),
      "ecs:DescribeServices ecs:service",
      "ecs:DescribeTasks ecs:task",
      "ecs:ListTagsForResource ecs:service",
      "elasticloadbalancing:CreateListener elasticloadbalancing:loadbalancer/app/",
      "elasticloadbalancing:CreateRule elasticloadbalancing:listener/app",
    ].map((cell) => `${cell} of its foundation`),
  },
  {
    why: "an environment that previews are built on must not be destroyed",
    roles: ["deploy"],
    cells: ["s3:GetObject s3:object of its previews"],
  },
  {
    why: "a preview uses what the environment exports",
    roles: ["preview-stacks"],
    cells: ["s3:GetObject s3:object of its foundation"],
  },
];
