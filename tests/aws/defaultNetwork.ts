/** The default VPC that moto starts with. */
export async function defaultNetwork(region: string): Promise<{ vpcId: string }> {
  return { vpcId: (await allOf(region, "DescribeVpcs", "vpcId"))[0]! };
}

/** Its subnets. */
export function defaultSubnets(region: string): Promise<string[]> {
  return allOf(region, "DescribeSubnets", "subnetId");
}

/** One of them. */
export async function defaultSubnet(region: string): Promise<string> {
  return (await defaultSubnets(region))[0]!;
}

/** At least one. Requested without the SDK, whose EC2 client nothing else needs. */
async function allOf(region: string, action: string, element: string): Promise<string[]> {
  const response = await fetch(process.env.AWS_ENDPOINT_URL ?? "", {
    method: "POST",
    // The emulator checks no signature, but reads the service and the region from this header.
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20250101/${region}/ec2/aws4_request`,
    },
    body: new URLSearchParams({ Action: action, Version: "2016-11-15" }),
  });
  const text = await response.text();
  const found = [...text.matchAll(new RegExp(`<${element}>([^<]+)</${element}>`, "g"))];
  if (found.length === 0) throw new Error(`the emulator answers ${action} without ${element}`);
  return found.map(([, id = ""]) => id);
}
