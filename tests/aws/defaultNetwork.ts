/** The default VPC that moto starts with. */
export async function defaultNetwork(region: string): Promise<{ vpcId: string }> {
  return { vpcId: await firstOf(region, "DescribeVpcs", "vpcId") };
}

/** A subnet of the default VPC. */
export function defaultSubnet(region: string): Promise<string> {
  return firstOf(region, "DescribeSubnets", "subnetId");
}

/** Asked without the SDK, whose EC2 client is not needed else. */
async function firstOf(region: string, action: string, element: string): Promise<string> {
  const response = await fetch(process.env.AWS_ENDPOINT_URL ?? "", {
    method: "POST",
    // The emulator checks no signature, but takes the service and the region from this header.
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20250101/${region}/ec2/aws4_request`,
    },
    body: new URLSearchParams({ Action: action, Version: "2016-11-15" }),
  });
  const found = new RegExp(`<${element}>([^<]+)</${element}>`).exec(await response.text())?.[1];
  if (found === undefined) throw new Error(`the emulator answers ${action} without ${element}`);
  return found;
}
