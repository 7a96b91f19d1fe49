import { expect } from "chai";
import { inventorySchema } from "../../release/inventory";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find, names, own } from "./find";
import { environment, phases, programAt } from "./phases";

describe("an environment", () => {
  let run: Run;
  before(async () => (run = await programAt("idle")));

  it("has a network with public and private subnets", () => {
    expect(find(run, "Vpc", "vpc").inputs).to.deep.equal({
      cidrBlock: "10.0.0.0/16",
      availabilityZoneCidrMask: 18,
      numberOfAvailabilityZones: 2,
      enableDnsHostnames: true,
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public" }, { type: "Private" }],
      natGateways: { strategy: "Single" },
      tags: own,
    });
  });

  it("has repositories with immutable tags, and logs that expire", () => {
    expect(find(run, "Repository", "users").inputs).to.deep.equal({
      name: "bluegreen/dev/users",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      forceDelete: false,
      tags: { ...own, service: "users" },
    });
    expect(find(run, "LogGroup", "users").inputs).to.deep.equal({
      name: "/bluegreen/dev/users",
      retentionInDays: 14,
      tags: { ...own, service: "users" },
    });
  });

  it("tags everything that can be tagged", () => {
    const without = [
      "CertificateValidation",
      "ClusterCapacityProviders",
      "LifecyclePolicy",
      "Record",
      "RolePolicy",
    ];
    const untagged = run.resources.filter(
      ({ type, inputs }) => type.startsWith("aws:") && !("tags" in inputs),
    );
    const types = new Set(untagged.map(({ type }) => type.split(":").at(-1)));
    expect([...types].sort()).to.deep.equal(without);
  });

  it("reaches S3 by a gateway in its new VPC, from every subnet", () => {
    expect(find(run, "VpcEndpoint", "s3").inputs).to.deep.equal({
      vpcId: "vpc-1",
      vpcEndpointType: "Gateway",
      serviceName: "com.amazonaws.eu-central-1.s3",
      routeTableIds: ["rtb-1", "rtb-2"],
      tags: own,
    });
  });

  it("adds no gateway to a VPC that serves without one, or that is the team's own", async () => {
    const { s3Endpoint, ...inventory } = run.outputs!["inventory"] as Record<string, unknown>;
    expect(s3Endpoint).to.equal(true);
    const deployed = { release: phases.idle, colorSecret: "s3cret", inventory };
    const older = await runProgram({ config: environment, deployed });
    expect(names(older, "VpcEndpoint")).to.deep.equal([]);
    expect(older.outputs!["inventory"]).to.not.have.property("s3Endpoint");
    const network = {
      vpcId: "vpc-00000001",
      publicSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
      privateSubnetIds: ["subnet-0000000c", "subnet-0000000d"],
    };
    const brought = await runProgram({ config: { ...environment, network } });
    expect(brought.error).to.equal(undefined);
    expect(names(brought, "VpcEndpoint")).to.deep.equal([]);
    expect(brought.outputs!["inventory"]).to.not.have.property("s3Endpoint");
  });

  it("tells the deployer where everything is", () => {
    expect(inventorySchema.parse(run.outputs?.["inventory"])).to.deep.equal({
      account: "123456789012",
      region: "eu-central-1",
      environment: {
        domain: "dev.example.com",
        hostedZone: "dev.example.com",
        network: { cidr: "10.0.0.0/16", availabilityZones: 2, natGateways: "single" },
      },
      clusterName: "bluegreen-dev-1a2b3c4",
      s3Endpoint: true,
      taskSubnetIds: ["subnet-c", "subnet-d"],
      hostedZone: { id: "Z1", name: "dev.example.com", nameServers: ["ns-1.example.net"] },
      edges: {
        blue: { arn: "arn:edge-blue", dnsName: "edge-blue.elb.example" },
        green: { arn: "arn:edge-green", dnsName: "edge-green.elb.example" },
      },
      services: {
        users: {
          kind: "api",
          port: 8080,
          ruleSlot: 0,
          compute: "fargate",
          productionName: "users.dev.example.com",
          testName: "users-test.dev.example.com",
          testAccess: { type: "link", generation: 1 },
          repositoryUri: "registry.example/bluegreen/dev/users",
          containerName: "users",
          logGroup: "/bluegreen/dev/users",
          securityGroupId: "users-tasks-id",
          taskRoleArn: "arn:users-task",
          fleets: {
            blue: {
              serviceName: "users-blue-1a2b3c4",
              taskDefinitionArn: "arn:users-blue",
              targetGroupArns: { blue: "arn:users-bb", green: "arn:users-bg" },
              autoScalingGroup: null,
              alarms: ["bluegreen/dev/users-blue-errors"],
              capacityProvider: null,
            },
            green: {
              serviceName: "",
              taskDefinitionArn: null,
              targetGroupArns: { blue: "arn:users-gb", green: "arn:users-gg" },
              autoScalingGroup: null,
              alarms: ["bluegreen/dev/users-green-errors"],
              capacityProvider: null,
            },
          },
        },
        matching: {
          kind: "api",
          port: 9090,
          ruleSlot: 1,
          compute: "ec2",
          productionName: "matching.dev.example.com",
          testName: "matching-test.dev.example.com",
          testAccess: { type: "link", generation: 1 },
          repositoryUri: "registry.example/bluegreen/dev/matching",
          containerName: "matching",
          logGroup: "/bluegreen/dev/matching",
          securityGroupId: "matching-tasks-id",
          taskRoleArn: "arn:matching-task",
          fleets: {
            blue: {
              serviceName: "",
              taskDefinitionArn: null,
              targetGroupArns: { blue: "arn:matching-bb", green: "arn:matching-bg" },
              autoScalingGroup: "matching-blue-1a2b3c4",
              alarms: ["bluegreen/dev/matching-blue-errors"],
              capacityProvider: "matching-blue-1a2b3c4",
            },
            green: {
              serviceName: "",
              taskDefinitionArn: null,
              targetGroupArns: { blue: "arn:matching-gb", green: "arn:matching-gg" },
              autoScalingGroup: "matching-green-1a2b3c4",
              alarms: ["bluegreen/dev/matching-green-errors"],
              capacityProvider: "matching-green-1a2b3c4",
            },
          },
        },
      },
    });
  });

  it("uses an existing network, and protects what serves, if told to", async () => {
    const existing = await runProgram({
      config: {
        ...config(),
        protect: true,
        network: {
          vpcId: "vpc-00000009",
          publicSubnetIds: ["subnet-00000001", "subnet-00000002"],
          privateSubnetIds: ["subnet-00000003", "subnet-00000004"],
        },
      },
    });
    expect(all(existing, "Vpc")).to.deep.equal([]);
    expect(find(existing, "LoadBalancer", "edge-blue").inputs).to.deep.include({
      subnets: ["subnet-00000001", "subnet-00000002"],
      enableDeletionProtection: true,
    });
    expect(find(existing, "TargetGroup", "users-bb").inputs["vpcId"]).to.equal("vpc-00000009");
    expect(find(existing, "Repository", "users").inputs["forceDelete"]).to.equal(false);
  });

  it("keeps images unless the settings say otherwise, whether it is protected or not", async () => {
    const forceDelete = async (more: object) =>
      find(await runProgram({ config: { ...config(), ...more } }), "Repository", "users").inputs[
        "forceDelete"
      ];
    expect(await forceDelete({ keepImages: true })).to.equal(false);
    expect(await forceDelete({ protect: true, keepImages: false })).to.equal(true);
    expect(await forceDelete({})).to.equal(false);
  });

  it("without instances has none of the resources for them", async () => {
    const fargate = await runProgram({ config: config() });
    for (const type of ["InstanceProfile", "CapacityProvider", "ClusterCapacityProviders"]) {
      expect(all(fargate, type), type).to.deep.equal([]);
    }
  });
});
