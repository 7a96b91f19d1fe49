/** The default VPC that moto starts with. Asked without the SDK, whose EC2 client is not needed else. */
export async function defaultNetwork(region: string): Promise<{ vpcId: string }> {
  const response = await fetch(process.env.AWS_ENDPOINT_URL ?? "", {
    method: "POST",
    // The emulator checks no signature, but takes the service and the region from this header.
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20250101/${region}/ec2/aws4_request`,
    },
    body: new URLSearchParams({ Action: "DescribeVpcs", Version: "2016-11-15" }),
  });
  const vpcId = /<vpcId>([^<]+)<\/vpcId>/.exec(await response.text())?.[1];
  if (vpcId === undefined) throw new Error("the emulator has no default VPC");
  return { vpcId };
}
