import { expect } from "chai";
import { unknownValue } from "../../localCloud/providers/values";
import { afterUpdate } from "../../localCloud/providers/previews";

describe("a preview of an update in the local cloud", () => {
  it("keeps what an update keeps, so that nothing seems to be replaced that isn't", () => {
    const olds = { arn: "arn:edge", idleTimeout: 60 };
    expect(
      afterUpdate("aws:lb/loadBalancer:LoadBalancer", olds, { idleTimeout: 90 }),
    ).to.deep.equal({
      arn: "arn:edge",
      idleTimeout: 90,
    });
  });

  it("does not know what an update changes", () => {
    const olds = { id: "lt-1", imageId: "ami-1", latestVersion: 1, defaultVersion: 1 };
    const news = { imageId: "ami-2" };
    expect(afterUpdate("aws:ec2/launchTemplate:LaunchTemplate", olds, news)).to.deep.equal({
      ...{ id: "lt-1", imageId: "ami-2" },
      ...{ latestVersion: unknownValue, defaultVersion: unknownValue },
    });
  });

  it("does not know an output that depends on one input, if that input changes", () => {
    const vpc = (olds: object, news: object) =>
      afterUpdate("aws:ec2/vpc:Vpc", { ...olds }, { ...news });
    const olds = { assignGeneratedIpv6CidrBlock: false, ipv6CidrBlock: "" };
    expect(vpc(olds, { assignGeneratedIpv6CidrBlock: true })).to.deep.equal({
      ...{ assignGeneratedIpv6CidrBlock: true, ipv6CidrBlock: unknownValue },
    });
    expect(vpc(olds, { assignGeneratedIpv6CidrBlock: false })).to.deep.equal(olds);
  });
});
