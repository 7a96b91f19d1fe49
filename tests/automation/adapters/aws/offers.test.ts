import { expect } from "chai";
import { vpcOffers } from "../../../../automation/adapters/aws/offers";

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
