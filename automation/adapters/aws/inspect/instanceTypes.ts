import type { InstanceTypeInfo } from "@aws-sdk/client-ec2";
import type { InstanceTypesView, InstanceTypeView } from "../../../world/inspector";
import type { Aws } from "../clients";

/** What EC2 says of instance types, and whether ECS gives instances of this account more interfaces. */
export async function describeInstanceTypes(
  aws: Aws,
  names: readonly string[],
): Promise<InstanceTypesView> {
  const [types, trunking] = await Promise.all([describeTypes(aws, names), isTrunking(aws)]);
  return { types, trunking };
}

/** Those that the region offers. A filter, unlike a list of names, skips the others. */
async function describeTypes(
  aws: Aws,
  names: readonly string[],
): Promise<InstanceTypesView["types"]> {
  const { paginateDescribeInstanceTypes } = await import("@aws-sdk/client-ec2");
  const pages = paginateDescribeInstanceTypes(
    { client: await aws.ec2() },
    { Filters: [{ Name: "instance-type", Values: [...names] }] },
    aws.callOptions,
  );
  const types: InstanceTypesView["types"] = {};
  for await (const { InstanceTypes = [] } of pages) {
    for (const type of InstanceTypes) types[type.InstanceType ?? ""] = typeView(type);
  }
  return types;
}

function typeView(type: InstanceTypeInfo): InstanceTypeView {
  const { NetworkInfo: network, ProcessorInfo, VCpuInfo, MemoryInfo } = type;
  // Tasks get interfaces of the default card only.
  const card = network?.NetworkCards?.find(
    ({ NetworkCardIndex }) => NetworkCardIndex === (network.DefaultNetworkCardIndex ?? 0),
  );
  return {
    vcpus: VCpuInfo?.DefaultVCpus ?? 0,
    memoryMiB: MemoryInfo?.SizeInMiB ?? 0,
    networkInterfaces: card?.MaximumNetworkInterfaces ?? network?.MaximumNetworkInterfaces ?? 0,
    architectures: ProcessorInfo?.SupportedArchitectures ?? [],
    burstable: type.BurstablePerformanceSupported ?? false,
  };
}

/** As it is in effect for the caller, and for every role without a setting of its own. */
async function isTrunking(aws: Aws): Promise<boolean> {
  const { settings = [] } = await (
    await aws.ecs()
  ).listAccountSettings({ name: "awsvpcTrunking", effectiveSettings: true }, aws.callOptions);
  return settings.some(({ value }) => value === "enabled");
}
