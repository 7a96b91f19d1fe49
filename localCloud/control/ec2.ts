import { z } from "zod";
import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { description, tags } from "./schemas";
import { requireById, vpcType } from "./vpcs";

export const securityGroupType = "aws:ec2/securityGroup:SecurityGroup";

const securityGroup = defineType({
  token: securityGroupType,
  properties: {
    name: z
      .string()
      .max(255)
      .refine((name) => !name.startsWith("sg-"), "name cannot begin with `sg-`"),
    description: description.default("Managed by Pulumi"),
    vpcId: z.string(),
    tags,
  },
  replaceOn: ["name", "description", "vpcId"],
  autoName: { property: "name", maxLength: 255 },
  create(cloud, { vpcId }) {
    requireById(cloud, vpcType, vpcId, "InvalidVpcID.NotFound");
    const id = cloud.newId("sg");
    return { id, outputs: { arn: cloud.arn("ec2", `security-group/${id}`) } };
  },
  delete(cloud, { id }) {
    const users = cloud.resources
      .all("aws:lb/loadBalancer:LoadBalancer")
      .filter(({ inputs }) => (inputs.securityGroups as string[]).includes(id));
    if (users.length > 0) {
      throw new CloudError("DependencyViolation", `resource ${id} has a dependent object`);
    }
  },
});

const port = z.number().int().min(-1).max(65535);

function securityGroupRule(direction: "Ingress" | "Egress") {
  return defineType({
    token: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
    properties: {
      securityGroupId: z.string(),
      description: description.optional(),
      cidrIpv4: z.cidrv4("must be an IPv4 CIDR block").optional(),
      cidrIpv6: z.cidrv6("must be an IPv6 CIDR block").optional(),
      referencedSecurityGroupId: z.string().optional(),
      ipProtocol: z.enum(["tcp", "udp", "icmp", "-1"]),
      fromPort: port.optional(),
      toPort: port.optional(),
      tags,
    },
    replaceOn: ["securityGroupId"],
    problems({ cidrIpv4, cidrIpv6, referencedSecurityGroupId, ipProtocol, fromPort }) {
      const problems = [];
      if ([cidrIpv4, cidrIpv6, referencedSecurityGroupId].filter(Boolean).length > 1) {
        problems.push("`cidrIpv4`, `cidrIpv6` and `referencedSecurityGroupId` exclude each other");
      }
      if (ipProtocol === "-1" && fromPort !== undefined) {
        problems.push("protocol `-1` allows no ports");
      }
      return problems;
    },
    create(cloud, inputs) {
      const { securityGroupId, referencedSecurityGroupId } = inputs;
      refuseTwice(cloud, direction, inputs);
      for (const id of [securityGroupId, referencedSecurityGroupId ?? securityGroupId]) {
        requireById(cloud, securityGroupType, id, "InvalidGroup.NotFound");
      }
      const id = cloud.newId("sgr");
      const arn = cloud.arn("ec2", `security-group-rule/${id}`);
      return { id, outputs: { arn, securityGroupRuleId: id } };
    },
  });
}

type Rule = Record<string, unknown>;

function refuseTwice(cloud: Cloud, direction: string, rule: Rule): void {
  const type = `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`;
  const parts = [
    "securityGroupId",
    "cidrIpv4",
    "cidrIpv6",
    "referencedSecurityGroupId",
    "ipProtocol",
  ];
  const same = (other: Rule) =>
    [...parts, "fromPort", "toPort"].every((part) => rule[part] === other[part]);
  if (!cloud.resources.all(type).some(({ inputs }) => same(inputs))) return;
  throw new CloudError(
    "InvalidPermission.Duplicate",
    `the specified rule already exists: ports ${String(rule.fromPort)} to ${String(rule.toPort)}`,
  );
}

const launchTemplate = defineType({
  token: "aws:ec2/launchTemplate:LaunchTemplate",
  properties: {
    name: z.string().min(3).max(128),
    imageId: z.string().regex(/^(ami-|resolve:ssm:)/, "must be an AMI or an SSM parameter"),
    instanceType: z.string(),
    iamInstanceProfile: z.strictObject({ arn: z.string() }).optional(),
    vpcSecurityGroupIds: z.array(z.string()).optional(),
    userData: z.base64().optional(),
    metadataOptions: z
      .strictObject({
        httpEndpoint: z.enum(["enabled", "disabled"]).optional(),
        httpTokens: z.enum(["required", "optional"]).optional(),
        httpPutResponseHopLimit: z.number().int().min(1).max(64).optional(),
      })
      .optional(),
    blockDeviceMappings: z
      .array(
        z.strictObject({
          deviceName: z.string(),
          ebs: z.strictObject({
            volumeType: z.literal("gp3"),
            volumeSize: z.number().int().min(1).max(65_536),
            encrypted: z.enum(["true", "false"]).optional(),
            deleteOnTermination: z.enum(["true", "false"]).optional(),
          }),
        }),
      )
      .optional(),
    updateDefaultVersion: z.boolean().optional(),
    tagSpecifications: z.array(z.strictObject({ resourceType: z.string(), tags })).optional(),
    tags,
  },
  replaceOn: ["name"],
  autoName: { property: "name", maxLength: 128 },
  create(cloud) {
    const id = cloud.newId("lt");
    const arn = cloud.arn("ec2", `launch-template/${id}`);
    return { id, outputs: { arn, latestVersion: 1, defaultVersion: 1 } };
  },
  update(_cloud, { outputs }, { updateDefaultVersion }) {
    const latestVersion = Number(outputs.latestVersion) + 1;
    return updateDefaultVersion
      ? { latestVersion, defaultVersion: latestVersion }
      : { latestVersion };
  },
});

export const ec2Types = [
  securityGroup,
  securityGroupRule("Ingress"),
  securityGroupRule("Egress"),
  launchTemplate,
];
