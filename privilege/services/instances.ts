import {
  type Actions,
  all,
  anything,
  at,
  both,
  calls,
  ours,
  read,
  retagged,
  stamped,
  unowned,
  write,
} from "../grant";
import type { Scope } from "../scope";
import { kinds, subnets } from "./ec2";

const template = kinds("launch-template");
const group = at("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*");

/** Images belong to others: AWS publishes the ECS-optimized ones. */
const image = ({ partition, region }: Scope) => [`arn:${partition}:ec2:${region}::image/*`];

/** Only the way the Auto Scaling group does it: from a launch template of this account. */
const byTemplate = (scope: Scope) => ({ ArnLike: { "ec2:LaunchTemplate": template(scope) } });

/** Tagging on creation, by the action that creates the resource. */
const taggedWhenMade = {
  AllocateAddress: "elastic-ip",
  AuthorizeSecurityGroupEgress: "security-group-rule",
  AuthorizeSecurityGroupIngress: "security-group-rule",
  CreateInternetGateway: "internet-gateway",
  CreateLaunchTemplate: "launch-template",
  CreateNatGateway: "natgateway",
  CreateRouteTable: "route-table",
  CreateSecurityGroup: "security-group",
  CreateSubnet: "subnet",
  CreateVpc: "vpc",
  CreateVpcEndpoint: "vpc-endpoint",
  RunInstances: "volume",
};
const taggable = kinds("instance", ...new Set(Object.values(taggedWhenMade)));
const whileMade = () => ({ StringEquals: { "ec2:CreateAction": Object.keys(taggedWhenMade) } });

/** Of no single type. */
export const instanceShared = {
  "autoscaling:DescribeAccountLimits": read(anything),
  "ec2:DescribeInstanceTypes": read(anything),
  "ec2:CreateTags": [write(taggable, all(stamped, whileMade)), write(taggable, retagged)],
  "ec2:DeleteTags": write(taggable, ours),
} satisfies Actions;

export const instanceTypes = {
  "aws:ec2/launchTemplate:LaunchTemplate": calls(
    {
      "ec2:CreateLaunchTemplate": write(template, stamped),
      "ec2:CreateLaunchTemplateVersion": write(template, ours),
      "ec2:ModifyLaunchTemplate": write(template, ours),
      "ec2:DeleteLaunchTemplate": write(template, ours),
      "ec2:DescribeLaunchTemplates": read(anything),
      "ec2:DescribeLaunchTemplateVersions": read(anything),
    },
    "ec2:CreateTags",
    "ec2:DeleteTags",
  ),
  "aws:autoscaling/group:Group": calls(
    {
      "autoscaling:CreateAutoScalingGroup": write(group, stamped),
      "autoscaling:UpdateAutoScalingGroup": write(group, ours),
      "autoscaling:DeleteAutoScalingGroup": write(group, ours),
      "autoscaling:SetInstanceProtection": write(group, ours),
      "autoscaling:CreateOrUpdateTags": [
        write(group, all(stamped, unowned)),
        write(group, retagged),
      ],
      "autoscaling:DeleteTags": write(group, ours),
      "autoscaling:DescribeAutoScalingGroups": read(anything),
      "autoscaling:DescribeScalingActivities": read(anything),
      "ec2:RunInstances": [
        write(template, ours),
        write(both(kinds("instance", "volume", "network-interface"), image), byTemplate),
        write(kinds("security-group"), ours),
        write(subnets.resources, subnets.condition),
      ],
      "ssm:GetParameters": read(({ partition, region }) => [
        // Where AWS publishes its images (components/fleet/launchTemplate.ts).
        `arn:${partition}:ssm:${region}::parameter/aws/service/ecs/optimized-ami/*`,
      ]),
    },
    "ec2:CreateTags",
    "iam:PassRole",
    "iam:CreateServiceLinkedRole",
  ),
};
