/** The default VPC that moto starts with. Asked without the SDK, whose EC2 client is not needed else. */
export async function defaultNetwork(region: string): Promise<{ vpcId: string }> {
  const vpcId = /<vpcId>([^<]+)<\/vpcId>/.exec(await describe(region, "DescribeVpcs"))?.[1];
  if (vpcId === undefined) throw new Error("the emulator has no default VPC");
  return { vpcId };
}

/** Its subnets. */
export async function defaultSubnets(region: string): Promise<string[]> {
  const text = await describe(region, "DescribeSubnets");
  return [...text.matchAll(/<subnetId>([^<]+)<\/subnetId>/g)].map(([, id = ""]) => id);
}

async function describe(region: string, action: string): Promise<string> {
  const response = await fetch(process.env.AWS_ENDPOINT_URL ?? "", {
    method: "POST",
    // The emulator checks no signature, but takes the service and the region from this header.
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20250101/${region}/ec2/aws4_request`,
    },
    body: new URLSearchParams({ Action: action, Version: "2016-11-15" }),
  });
  return response.text();
}
