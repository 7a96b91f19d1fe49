import { colors } from "../../release/state";
import type { Problem } from "../problem";
import type { NetworkSettings } from "../schema";
import { boundsOf } from "../size";
import { type Draft, services } from "./draft";

type ExistingVpc = Extract<NetworkSettings, { vpcId: string }>;

/** Of a VPC (Amazon VPC User Guide, "VPC CIDR blocks"). */
const vpcPrefix = { largest: 16, smallest: 28 };
/** Of a subnet with a load balancer (Elastic Load Balancing, "Subnets for your load balancer"). */
const loadBalancerPrefix = 27;
/** A zone has a quarter of the range, and each of its two subnets half of that (components/network). */
const subnetBits = 3;
/** Addresses that AWS keeps in every subnet. */
const keptBySubnet = 5;
/** Addresses that a load balancer needs free in each of its subnets. */
const keptByLoadBalancer = 8;

/** Source: `subnets` of AwsVpcConfiguration, Amazon ECS API Reference. */
const maxTaskSubnets = 16;

/** Ranges whose addresses no host can have (RFC 1122, 3927, 5771 and 1112). */
const neverHosts = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"];

export function networkProblems(draft: Draft): Problem[] {
  const { network } = draft;
  if ("vpcId" in network) {
    return [
      ...twice(network, "publicSubnetIds"),
      ...twice(network, "privateSubnetIds"),
      ...tooMany(network),
    ];
  }
  const text = rangeProblem(network.cidr);
  if (text !== undefined) return [{ key: "network.cidr", text }];
  return roomProblems(draft, Number(network.cidr.split("/")[1]), network.availabilityZones);
}

function rangeProblem(cidr: string): string | undefined {
  const { first, prefix } = rangeOf(cidr);
  const { largest, smallest } = vpcPrefix;
  if (prefix < largest || prefix > smallest) {
    return `is a /${prefix} range; AWS allows /${largest} to /${smallest} for a VPC`;
  }
  if (prefix + subnetBits > loadBalancerPrefix) {
    const most = loadBalancerPrefix - subnetBits;
    return (
      `is a /${prefix} range, which is divided into subnets of /${prefix + subnetBits}; a load balancer ` +
      `needs subnets of /${loadBalancerPrefix} or larger, so this range can be /${largest} to /${most}`
    );
  }
  const bits = bitsAfterPrefix(cidr);
  if (bits !== undefined) return bits;
  const never = neverHosts.find((range) => {
    const reserved = rangeOf(range);
    return startOf(first, reserved.prefix) === reserved.first;
  });
  return never === undefined
    ? undefined
    : `is in ${never}, which is reserved: no host can have such an address`;
}

/** What is wrong with a range that does not begin at its own first address. */
export function bitsAfterPrefix(cidr: string): string | undefined {
  const { first, prefix } = rangeOf(cidr);
  const base = startOf(first, prefix);
  if (base === first) return undefined;
  return (
    `has bits set after its first ${prefix}, so ${cidr.split("/")[0]} is an address inside the range; ` +
    `the range is ${addressOf(base)}/${prefix}`
  );
}

/**
 * A release needs a second fleet of at least one service beside all that run. Each task has an address in a
 * private subnet, and so has the instance that it is on; private load balancers are there too.
 */
function roomProblems(draft: Draft, prefix: number, zones: number): Problem[] {
  const fleets = services(draft).map(([, { size, compute }]) => {
    return Math.max(1, boundsOf(size).min) * (compute.type === "ec2" ? 2 : 1);
  });
  if (fleets.length === 0) return [];
  const needed = fleets.reduce((sum, one) => sum + one) + Math.min(...fleets);
  const isCalled = services(draft).some(([, { calls }]) => calls.length > 0);
  const kept = keptBySubnet + (isCalled ? colors.length * keptByLoadBalancer : 0);
  const room = (2 ** (32 - prefix - subnetBits) - kept) * zones;
  if (needed <= room) return [];
  const text =
    `has ${room} addresses for tasks and instances in its ${zones} private subnets of ` +
    `/${prefix + subnetBits}; the services need at least ${needed} while one of them is released`;
  return [{ key: "network.cidr", text, reads: ["services"] }];
}

function twice(network: ExistingVpc, key: "publicSubnetIds" | "privateSubnetIds"): Problem[] {
  return network[key].flatMap((id, index, all) =>
    all.indexOf(id) < index
      ? [{ key: `network.${key}.${index}`, text: `names ${id} twice; each subnet counts once` }]
      : [],
  );
}

function tooMany({ privateSubnetIds: { length } }: ExistingVpc): Problem[] {
  if (length <= maxTaskSubnets) return [];
  const text = `has ${length} subnets; ECS takes at most ${maxTaskSubnets} for tasks`;
  return [{ key: "network.privateSubnetIds", text }];
}

interface Range {
  /** The address as a number. */
  first: number;
  prefix: number;
}

function rangeOf(cidr: string): Range {
  const [address = "", prefix] = cidr.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first, prefix: Number(prefix) };
}

/** The first address of the range that contains this one. */
function startOf(address: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return address - (address % size);
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
