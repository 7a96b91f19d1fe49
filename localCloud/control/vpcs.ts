import { z } from "zod";
import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import type { Resource } from "./resource";
import { flag, tags } from "./schemas";

export const vpcType = "aws:ec2/vpc:Vpc";
export const subnetType = "aws:ec2/subnet:Subnet";

const cidr = z.string().regex(/^\d+\.\d+\.\d+\.\d+\/\d+$/, "must be an IPv4 CIDR block");

/** Of a subnet. */
const ipv6Block = z
  .string()
  .regex(/^[0-9a-f:]+::\/64$/, "must be an IPv6 CIDR block with a prefix length of 64");

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
  properties: { cidrBlock: block, assignGeneratedIpv6CidrBlock: flag(false), tags },
  replaceOn: ["cidrBlock"],
  create(cloud, { assignGeneratedIpv6CidrBlock }) {
    const id = cloud.newId("vpc");
    const ipv6CidrBlock = assignGeneratedIpv6CidrBlock ? newIpv6Range(cloud) : "";
    return { id, outputs: { arn: cloud.arn("ec2", `vpc/${id}`), ipv6CidrBlock } };
  },
  update(cloud, { id, outputs }, { assignGeneratedIpv6CidrBlock }) {
    if (!assignGeneratedIpv6CidrBlock) {
      refuseIpv6InUse(id, cloud.resources.all(subnetType), ({ inputs }) => {
        return inputs.vpcId === id && inputs.ipv6CidrBlock !== undefined;
      });
      return { ipv6CidrBlock: "" };
    }
    return { ipv6CidrBlock: outputs.ipv6CidrBlock || newIpv6Range(cloud) };
  },
});

const subnet = defineType({
  token: subnetType,
  properties: {
    vpcId: z.string(),
    cidrBlock: block,
    availabilityZone: z.string(),
    ipv6CidrBlock: ipv6Block.optional(),
    assignIpv6AddressOnCreation: flag(false),
    tags,
  },
  // Not on `ipv6CidrBlock`: the provider gives a subnet its first IPv6 range in place.
  replaceOn: ["vpcId", "cidrBlock", "availabilityZone"],
  problems({ ipv6CidrBlock, assignIpv6AddressOnCreation }, _, isUnknown) {
    const hasRange = ipv6CidrBlock !== undefined || isUnknown("ipv6CidrBlock");
    return assignIpv6AddressOnCreation && !hasRange
      ? ["a subnet without an IPv6 range can't assign IPv6 addresses"]
      : [];
  },
  update(cloud, { id, inputs: olds }, inputs) {
    refuseIpv6Range(cloud, inputs, id);
    if (olds.ipv6CidrBlock !== undefined && inputs.ipv6CidrBlock !== olds.ipv6CidrBlock) {
      const balancers = cloud.resources.all("aws:lb/loadBalancer:LoadBalancer");
      refuseIpv6InUse(id, balancers, ({ inputs: one }) => {
        return one.ipAddressType === "dualstack" && (one.subnets as string[]).includes(id);
      });
    }
    return {};
  },
  create(cloud, given) {
    const { vpcId, cidrBlock } = given;
    const { inputs } = requireById(cloud, vpcType, vpcId, "InvalidVpcID.NotFound");
    refuseIpv6Range(cloud, given);
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

/** AWS picks it: a /56 of its own. */
function newIpv6Range(cloud: Cloud): string {
  return `2001:db8:${cloud.random.hex(4).replace(/^0+(?=.)/, "")}:100::/56`;
}

const firstGroups = (range: string) => range.split(":").slice(0, 3).join(":");

/** A subnet has a /64 of its VPC's range, and no other has it too. */
function refuseIpv6Range(
  cloud: Cloud,
  { vpcId, ipv6CidrBlock: range }: { vpcId: string; ipv6CidrBlock?: string | undefined },
  own?: string,
): void {
  if (range === undefined) return;
  const { outputs } = requireById(cloud, vpcType, vpcId, "InvalidVpcID.NotFound");
  const ofVpc = String(outputs.ipv6CidrBlock);
  if (ofVpc === "" || firstGroups(ofVpc) !== firstGroups(range)) {
    throw new CloudError("InvalidSubnet.Range", `The CIDR '${range}' is invalid.`);
  }
  const others = cloud.resources.all(subnetType).filter(({ id }) => id !== own);
  if (others.some(({ inputs }) => inputs.ipv6CidrBlock === range)) {
    throw new CloudError(
      "InvalidSubnet.Conflict",
      `The CIDR '${range}' conflicts with another subnet`,
    );
  }
}

function refuseIpv6InUse(
  id: string,
  resources: readonly Resource[],
  uses: (one: Resource) => boolean,
): void {
  if (!resources.some(uses)) return;
  throw new CloudError("InvalidCidrBlock.InUse", `The IPv6 CIDR block of ${id} is in use`);
}

/** Prefix length of a subnet's range. */
export function prefixOf(subnet: Resource): number {
  return blockOf(String(subnet.inputs.cidrBlock)).prefix;
}

export const vpcTypes = [vpc, subnet];

export function requireById(cloud: Cloud, type: string, id: string, code: string): Resource {
  const found = cloud.resources.get(type, id);
  if (!found) throw new CloudError(code, `'${id}' does not exist`);
  return found;
}
