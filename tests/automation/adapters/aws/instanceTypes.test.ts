import { DescribeInstanceTypesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, ListAccountSettingsCommand } from "@aws-sdk/client-ecs";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { inputsOf, region } from "./fixtures";

describe("instance types that the inspector looks up", () => {
  let ec2: AwsClientStub<EC2Client>;
  let ecs: AwsClientStub<ECSClient>;
  beforeEach(() => {
    ec2 = mockClient(EC2Client);
    ecs = mockClient(ECSClient);
  });
  afterEach(() => {
    ec2.restore();
    ecs.restore();
  });
  const ask = () => createAwsInspector({ region }).instanceTypes(["p4d.24xlarge", "t4g.small"]);

  it("are those on all pages, with the interfaces of the default network card", async () => {
    const cards = [15, 13].map((MaximumNetworkInterfaces, NetworkCardIndex) => ({
      ...{ NetworkCardIndex, MaximumNetworkInterfaces },
    }));
    const Filters = [{ Name: "instance-type", Values: ["p4d.24xlarge", "t4g.small"] }];
    ec2
      .on(DescribeInstanceTypesCommand, { Filters, NextToken: undefined })
      .resolves({
        InstanceTypes: [
          {
            InstanceType: "p4d.24xlarge",
            VCpuInfo: { DefaultVCpus: 96 },
            MemoryInfo: { SizeInMiB: 1_179_648 },
            ProcessorInfo: { SupportedArchitectures: ["x86_64"] },
            BurstablePerformanceSupported: false,
            NetworkInfo: {
              ...{ MaximumNetworkInterfaces: 28, DefaultNetworkCardIndex: 1, NetworkCards: cards },
            },
          },
        ],
        NextToken: "more",
      })
      .on(DescribeInstanceTypesCommand, { Filters, NextToken: "more" })
      .resolves({
        InstanceTypes: [
          {
            InstanceType: "t4g.small",
            VCpuInfo: { DefaultVCpus: 2 },
            MemoryInfo: { SizeInMiB: 2048 },
            ProcessorInfo: { SupportedArchitectures: ["arm64"] },
            BurstablePerformanceSupported: true,
            NetworkInfo: { MaximumNetworkInterfaces: 3 },
          },
        ],
      });
    ecs.on(ListAccountSettingsCommand).resolves({
      settings: [{ name: "awsvpcTrunking", value: "enabled" }],
    });
    expect(await ask()).to.deep.equal({
      value: {
        types: {
          "p4d.24xlarge": {
            ...{ vcpus: 96, memoryMiB: 1_179_648, networkInterfaces: 13 },
            ...{ architectures: ["x86_64"], burstable: false },
          },
          "t4g.small": {
            ...{ vcpus: 2, memoryMiB: 2048, networkInterfaces: 3 },
            ...{ architectures: ["arm64"], burstable: true },
          },
        },
        trunking: true,
      },
    });
    expect(ec2.commandCalls(DescribeInstanceTypesCommand)).to.have.length(2);
    expect(inputsOf(ecs)).to.deep.equal([
      ["ListAccountSettingsCommand", { name: "awsvpcTrunking", effectiveSettings: true }],
    ]);
  });

  it("may be none, without a trunk", async () => {
    ec2.on(DescribeInstanceTypesCommand).resolves({});
    ecs.on(ListAccountSettingsCommand).resolves({
      settings: [{ name: "awsvpcTrunking", value: "disabled" }],
    });
    expect(await ask()).to.deep.equal({ value: { types: {}, trunking: false } });
  });
});
