import { z } from "zod";
import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import type { Resource } from "./resource";
import { tags } from "./schemas";

export const vpcType = "aws:ec2/vpc:Vpc";
export const subnetType = "aws:ec2/subnet:Subnet";
export const securityGroupType = "aws:ec2/securityGroup:SecurityGroup";

const cidr = z.string().regex(/^\d+\.\d+\.\d+\.\d+\/\d+$/, "must be an IPv4 CIDR block");

const vpc = defineType({
  token: vpcType,
  properties: { cidrBlock: cidr, tags },
  replaceOn: ["cidrBlock"],
  create(cloud) {
    const id = cloud.newId("vpc");
    return { id, outputs: { arn: cloud.arn("ec2", `vpc/${id}`) } };
  },
});

const subnet = defineType({
  token: subnetType,
  properties: { vpcId: z.string(), cidrBlock: cidr, availabilityZone: z.string(), tags },
  replaceOn: ["vpcId", "cidrBlock", "availabilityZone"],
  create(cloud, { vpcId }) {
    requireById(cloud, vpcType, vpcId, "InvalidVpcID.NotFound");
    const id = cloud.newId("subnet");
    return { id, outputs: { arn: cloud.arn("ec2", `subnet/${id}`) } };
  },
});

const securityGroup = defineType({
  token: securityGroupType,
  properties: {
    name: z
      .string()
      .max(255)
      .refine((name) => !name.startsWith("sg-"), "name cannot begin with `sg-`"),
    description: z
      .string()
      .max(255)
      .regex(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/, "has characters that EC2 does not take")
      .default("Managed by Pulumi"),
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
      description: z.string().max(255).optional(),
      cidrIpv4: cidr.optional(),
      referencedSecurityGroupId: z.string().optional(),
      ipProtocol: z.enum(["tcp", "udp", "icmp", "-1"]),
      fromPort: port.optional(),
      toPort: port.optional(),
      tags,
    },
    replaceOn: ["securityGroupId"],
    problems({ cidrIpv4, referencedSecurityGroupId, ipProtocol, fromPort }) {
      const problems = [];
      if (cidrIpv4 && referencedSecurityGroupId) {
        problems.push("`cidrIpv4` and `referencedSecurityGroupId` exclude each other");
      }
      if (ipProtocol === "-1" && fromPort !== undefined) {
        problems.push("with protocol `-1` there are no ports");
      }
      return problems;
    },
    create(cloud, { securityGroupId, referencedSecurityGroupId }) {
      for (const id of [securityGroupId, referencedSecurityGroupId ?? securityGroupId]) {
        requireById(cloud, securityGroupType, id, "InvalidGroup.NotFound");
      }
      const id = cloud.newId("sgr");
      const arn = cloud.arn("ec2", `security-group-rule/${id}`);
      return { id, outputs: { arn, securityGroupRuleId: id } };
    },
  });
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
            volumeType: z.string(),
            volumeSize: z.number().int().min(1),
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
  vpc,
  subnet,
  securityGroup,
  securityGroupRule("Ingress"),
  securityGroupRule("Egress"),
  launchTemplate,
];

export function requireById(cloud: Cloud, type: string, id: string, code: string): Resource {
  const found = cloud.resources.get(type, id);
  if (!found) throw new CloudError(code, `'${id}' does not exist`);
  return found;
}
