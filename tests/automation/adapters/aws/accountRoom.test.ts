import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetServiceQuotaCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { region } from "./fixtures";

describe("what the account's quotas leave", () => {
  const ec2 = mockClient(EC2Client);
  const elb = mockClient(ElasticLoadBalancingV2Client);
  const quotas = mockClient(ServiceQuotasClient);
  after(() => [ec2, elb, quotas].forEach((mock) => mock.restore()));

  it("is counted over all pages, NAT gateways in the zone with most, and left out where AWS refuses to say", async () => {
    ec2
      .on(DescribeVpcsCommand)
      .resolvesOnce({ Vpcs: [{}, {}], NextToken: "more" })
      .resolves({ Vpcs: [{}] });
    ec2.on(DescribeInternetGatewaysCommand).resolves({ InternetGateways: [{}] });
    ec2
      .on(DescribeAddressesCommand)
      .rejects(Object.assign(new Error("not authorized"), { name: "UnauthorizedOperation" }));
    const inSubnets = ["s-1", "s-2", "s-3"].map((SubnetId) => ({ SubnetId }));
    ec2.on(DescribeNatGatewaysCommand).resolves({ NatGateways: inSubnets });
    const zones = ["a", "b", "a"];
    ec2.on(DescribeSubnetsCommand).resolves({
      Subnets: inSubnets.map((one, index) => ({ ...one, AvailabilityZone: zones[index]! })),
    });
    elb.on(DescribeLoadBalancersCommand).resolves({
      LoadBalancers: [{ Type: "application" }, { Type: "network" }, { Type: "application" }],
    });
    quotas.on(GetServiceQuotaCommand).callsFake(({ QuotaCode }: { QuotaCode: string }) => ({
      Quota: { Value: QuotaCode === "L-53DA6B97" ? 50 : 5 },
    }));
    expect(await createAwsInspector({ region }).accountRoom()).to.deep.equal({
      value: {
        vpcs: { used: 3, limit: 5 },
        internetGateways: { used: 1, limit: 5 },
        natGatewaysPerZone: { used: 2, limit: 5 },
        loadBalancers: { used: 2, limit: 50 },
      },
    });
  });
});
