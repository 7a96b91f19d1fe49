import {
  EFSClient,
  DescribeAccessPointsCommand,
  DescribeMountTargetsCommand,
} from "@aws-sdk/client-efs";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";

describe("file systems that the inspector looks up", () => {
  const efs = mockClient(EFSClient);
  const inspector = createAwsInspector({ region: "eu-central-1" });
  beforeEach(() => efs.reset());
  after(() => efs.restore());

  const missing = (name: string) => Object.assign(new Error("no such id"), { name });

  it("have mount targets with zone, VPC and state, or do not exist", async () => {
    efs.on(DescribeMountTargetsCommand).resolvesOnce({
      MountTargets: [
        {
          ...{ MountTargetId: "fsmt-1", FileSystemId: "fs-1", SubnetId: "subnet-1" },
          ...{ AvailabilityZoneName: "eu-central-1a", VpcId: "vpc-1", LifeCycleState: "available" },
        },
        {
          ...{ MountTargetId: "fsmt-2", FileSystemId: "fs-1", SubnetId: "subnet-2" },
          ...{ AvailabilityZoneName: "eu-central-1b", VpcId: "vpc-1", LifeCycleState: "creating" },
        },
      ],
    });
    expect(await inspector.mountTargets("fs-1")).to.deep.equal({
      value: [
        { zone: "eu-central-1a", vpcId: "vpc-1", available: true },
        { zone: "eu-central-1b", vpcId: "vpc-1", available: false },
      ],
    });
    efs.on(DescribeMountTargetsCommand).rejects(missing("FileSystemNotFound"));
    expect(await inspector.mountTargets("fs-2")).to.deep.equal({ value: null });
  });

  it("have access points, or not", async () => {
    efs
      .on(DescribeAccessPointsCommand)
      .resolvesOnce({ AccessPoints: [{ AccessPointId: "fsap-1", FileSystemId: "fs-1" }] });
    expect(await inspector.accessPoint("fsap-1")).to.deep.equal({ value: "fs-1" });
    efs.on(DescribeAccessPointsCommand).rejects(missing("AccessPointNotFound"));
    expect(await inspector.accessPoint("fsap-2")).to.deep.equal({ value: null });
    efs.on(DescribeAccessPointsCommand).rejects(missing("AccessDenied"));
    expect(await inspector.accessPoint("fsap-3").catch(String)).to.include("no such id");
  });
});
