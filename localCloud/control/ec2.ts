import { z } from "zod";
import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import type { Resource } from "./resource";
import { description, tags } from "./schemas";

export const vpcType = "aws:ec2/vpc:Vpc";
export const subnetType = "aws:ec2/subnet:Subnet";
export const securityGroupType = "aws:ec2/securityGroup:SecurityGroup";

const cidr = z.string().regex(/^\d+\.\d+\.\d+\.\d+\/\d+$/, "must be an IPv4 CIDR block");

/** Of a VPC or a subnet, in the form that the provider asks for. */
const block = cidr
  .refine((text) => {
    const { prefix } = blockOf(text);
    return prefix >= 16 && prefix <= 28;
  }, "the block size must be between a /16 and a /28 netmask")
  .refine((text) => {
    const { first, size } = blockOf(text);
    return first % size === 0;
  }, "is not the canonical form: bits after the prefix are set")
  .refine(
    (text) => !/^(0|127|22[4-9]|2[345]\d|169\.254)\./.test(text),
    "InvalidVpc.Range: the CIDR is invalid",
  );

const vpc = defineType({
  token: vpcType,
  properties: { cidrBlock: block, tags },
  replaceOn: ["cidrBlock"],
  create(cloud) {
    const id = cloud.newId("vpc");
    return { id, outputs: { arn: cloud.arn("ec2", `vpc/${id}`) } };
  },
});

const subnet = defineType({
  token: subnetType,
  properties: { vpcId: z.string(), cidrBlock: block, availabilityZone: z.string(), tags },
  replaceOn: ["vpcId", "cidrBlock", "availabilityZone"],
  create(cloud, { vpcId, cidrBlock }) {
    const { inputs } = requireById(cloud, vpcType, vpcId, "InvalidVpcID.NotFound");
    if (!isInside(cidrBlock, String(inputs.cidrBlock))) {
      throw new CloudError("InvalidSubnet.Range", `The CIDR '${cidrBlock}' is invalid.`);
    }
    const siblings = cloud.resources.all(subnetType).filter((one) => one.inputs.vpcId === vpcId);
    if (siblings.some((one) => overlap(cidrBlock, String(one.inputs.cidrBlock)))) {
      throw new CloudError(
        "InvalidSubnet.Conflict",
        `The CIDR '${cidrBlock}' conflicts with another subnet`,
      );
    }
    const id = cloud.newId("subnet");
    return { id, outputs: { arn: cloud.arn("ec2", `subnet/${id}`) } };
  },
});

interface Block {
  /** The address as a number. */
  first: number;
  prefix: number;
  size: number;
}

function blockOf(text: string): Block {
  const [address = "", prefix] = text.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first, prefix: Number(prefix), size: 2 ** (32 - Number(prefix)) };
}

function isInside(text: string, outer: string): boolean {
  const [one, other] = [blockOf(text), blockOf(outer)];
  return one.first >= other.first && one.first + one.size <= other.first + other.size;
}

function overlap(text: string, other: string): boolean {
  return isInside(text, other) || isInside(other, text);
}

/** Prefix length of a subnet's range. */
export function prefixOf(subnet: Resource): number {
  return blockOf(String(subnet.inputs.cidrBlock)).prefix;
}

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
  const parts = ["securityGroupId", "cidrIpv4", "referencedSecurityGroupId", "ipProtocol"];
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
