import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { accountOffers, vpcOffers } from "../../../../automation/adapters/aws/offers";

describe("the VPCs of an account that `init` offers", () => {
  const subnets = ["a", "b", "c", "d"].map((SubnetId) => ({ SubnetId, VpcId: "vpc-1" }));
  const main = { VpcId: "vpc-1", Associations: [{ Main: true }], Routes: [{ GatewayId: "local" }] };
  const open = {
    VpcId: "vpc-1",
    Associations: [{ SubnetId: "d" }, { SubnetId: "a" }],
    Routes: [{ GatewayId: "local" }, { GatewayId: "igw-1" }],
  };
  const vpc = { VpcId: "vpc-1", CidrBlock: "10.0.0.0/16" };

  it("come with public subnets, which a route leads to from the internet, and private ones", () => {
    const named = { ...vpc, Tags: [{ Key: "Name", Value: "shared" }] };
    expect(vpcOffers([named], subnets, [main, open])).to.deep.equal([
      {
        vpcId: "vpc-1",
        title: "shared",
        publicSubnetIds: ["a", "d"],
        privateSubnetIds: ["b", "c"],
      },
    ]);
  });

  it("are named by their range where they have no name", () => {
    expect(vpcOffers([vpc], subnets, [main, open]).map(({ title }) => title)).to.deep.equal([
      "10.0.0.0/16",
    ]);
  });

  it("leave out a VPC in which load balancers or tasks would have fewer than two subnets", () => {
    expect(vpcOffers([vpc], subnets, [main])).to.deep.equal([]);
    expect(vpcOffers([vpc], subnets.slice(1), [main, open])).to.deep.equal([]);
  });
});

describe("what an account has that `init` offers", () => {
  let ec2: AwsClientStub<EC2Client>;
  let route53: AwsClientStub<Route53Client>;
  const offers = accountOffers(new AbortController().signal);
  beforeEach(() => {
    ec2 = mockClient(EC2Client);
    route53 = mockClient(Route53Client);
  });
  afterEach(() => {
    ec2.restore();
    route53.restore();
  });

  it("are public zones, of all pages", async () => {
    const zone = (Name: string, PrivateZone = false) => ({
      ...{ Id: "1", CallerReference: "1", Name, Config: { PrivateZone } },
    });
    route53.on(ListHostedZonesCommand).resolves({
      ...{ HostedZones: [zone("shop.example.")], MaxItems: 1, Marker: undefined },
      ...{ IsTruncated: true, NextMarker: "second" },
    });
    route53.on(ListHostedZonesCommand, { Marker: "second" }).resolves({
      ...{ HostedZones: [zone("example."), zone("inner.", true)], MaxItems: 1, Marker: "second" },
      IsTruncated: false,
    });
    expect(await offers.zones()).to.deep.equal(["example", "shop.example"]);
  });

  it("are VPCs, of all pages, with the subnets and routes of all pages", async () => {
    const subnet = (SubnetId: string) => ({ SubnetId, VpcId: "vpc-1" });
    const NextToken = "second";
    ec2.on(DescribeVpcsCommand).resolves({ Vpcs: [], NextToken });
    ec2
      .on(DescribeVpcsCommand, { NextToken })
      .resolves({ Vpcs: [{ VpcId: "vpc-1", CidrBlock: "10.0.0.0/16" }] });
    ec2.on(DescribeSubnetsCommand).resolves({ Subnets: ["a", "b", "c"].map(subnet), NextToken });
    ec2.on(DescribeSubnetsCommand, { NextToken }).resolves({ Subnets: [subnet("d")] });
    ec2.on(DescribeRouteTablesCommand).resolves({ RouteTables: [], NextToken });
    ec2.on(DescribeRouteTablesCommand, { NextToken }).resolves({
      RouteTables: [
        {
          VpcId: "vpc-1",
          Associations: [{ SubnetId: "a" }, { SubnetId: "d" }],
          Routes: [{ GatewayId: "igw-1" }],
        },
      ],
    });
    expect(await offers.vpcs("eu-central-1")).to.deep.equal([
      {
        vpcId: "vpc-1",
        title: "10.0.0.0/16",
        publicSubnetIds: ["a", "d"],
        privateSubnetIds: ["b", "c"],
      },
    ]);
  });
});
