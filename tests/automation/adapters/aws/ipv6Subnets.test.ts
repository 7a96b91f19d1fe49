import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type Route,
} from "@aws-sdk/client-ec2";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";

describe("IPv6 of subnets that the inspector looks up", () => {
  let ec2: AwsClientStub<EC2Client>;
  beforeEach(() => (ec2 = mockClient(EC2Client)));
  afterEach(() => ec2.restore());

  const subnet = (id: string, state?: "associated" | "disassociated") => ({
    ...{ SubnetId: id, VpcId: "vpc-1" },
    Ipv6CidrBlockAssociationSet: state ? [{ Ipv6CidrBlockState: { State: state } }] : [],
  });
  const out: Route = { DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1", State: "active" };

  async function look(
    subnets: ReturnType<typeof subnet>[],
    tables: { SubnetId?: string; Main?: boolean; Routes: Route[] }[],
  ) {
    ec2.on(DescribeSubnetsCommand).resolves({ Subnets: subnets });
    ec2.on(DescribeRouteTablesCommand).resolves({
      RouteTables: tables.map(({ Routes, ...association }) => ({
        ...{ VpcId: "vpc-1", Associations: [association], Routes },
      })),
    });
    const inspector = createAwsInspector({ region: "eu-central-1" });
    return inspector.ipv6Subnets(subnets.map(({ SubnetId }) => SubnetId));
  }

  it("is a range that is associated, and a route of the subnet's own table to an internet gateway", async () => {
    const tables = [
      { SubnetId: "a", Routes: [out] },
      { SubnetId: "b", Routes: [{ ...out, GatewayId: "", EgressOnlyInternetGatewayId: "eigw-1" }] },
      { SubnetId: "c", Routes: [{ ...out, State: "blackhole" as const }] },
      { Main: true, Routes: [out] },
    ];
    const subnets = [
      subnet("a", "associated"),
      subnet("b", "disassociated"),
      subnet("c"),
      subnet("d", "associated"),
    ];
    expect(await look(subnets, tables)).to.deep.equal({
      value: [
        { id: "a", hasRange: true, hasRoute: true },
        { id: "b", hasRange: false, hasRoute: false },
        { id: "c", hasRange: false, hasRoute: false },
        // By the VPC's main table.
        { id: "d", hasRange: true, hasRoute: true },
      ],
    });
    expect(ec2.commandCalls(DescribeRouteTablesCommand)[0]!.args[0].input).to.deep.equal({
      ...{
        Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }],
        MaxResults: 100,
        NextToken: undefined,
      },
    });
  });

  it("reads every page of route tables: a subnet's own may come after the VPC's main one", async () => {
    const table = (association: object, Routes: Route[]) => ({
      ...{ VpcId: "vpc-1", Associations: [association], Routes },
    });
    ec2.on(DescribeSubnetsCommand).resolves({ Subnets: [subnet("a", "associated")] });
    ec2
      .on(DescribeRouteTablesCommand)
      .resolves({ RouteTables: [table({ Main: true }, [])], NextToken: "more" })
      .on(DescribeRouteTablesCommand, { NextToken: "more" })
      .resolves({ RouteTables: [table({ SubnetId: "a" }, [out])] });
    const inspector = createAwsInspector({ region: "eu-central-1" });
    expect(await inspector.ipv6Subnets(["a"])).to.deep.equal({
      value: [{ id: "a", hasRange: true, hasRoute: true }],
    });
  });

  it("is nothing where there is no such subnet", async () => {
    expect(await look([], [])).to.deep.equal({ value: [] });
    expect(ec2.commandCalls(DescribeRouteTablesCommand)).to.deep.equal([]);
  });
});
