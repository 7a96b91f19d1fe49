import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find, names, own } from "./find";
import { firstImage, programAt, secondImage } from "./phases";

const blue = { ...own, service: "users", color: "blue" };

function image(run: Run, definition: string): string {
  const text = find(run, "TaskDefinition", definition).inputs["containerDefinitions"] as string;
  return (JSON.parse(text) as { image: string }[])[0]!.image;
}

describe("a fleet on Fargate", () => {
  it("has target groups and rules, but no ECS resources, before it has an image", async () => {
    const run = await programAt("never released");
    expect(names(run, "TargetGroup").filter((name) => name.startsWith("users"))).to.deep.equal([
      "users-bb",
      "users-bg",
      "users-gb",
      "users-gg",
    ]);
    expect(names(run, "Service")).to.deep.equal([]);
    expect(names(run, "TaskDefinition")).to.deep.equal([]);
  });

  it("is an ECS service in a target group on both load balancers, which no `up` waits for", async () => {
    const { inputs } = find(await programAt("idle"), "Service", "users-blue");
    expect(inputs).to.deep.equal({
      cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/bluegreen-dev-1a2b3c4",
      taskDefinition: "arn:users-blue",
      desiredCount: 2,
      launchType: "FARGATE",
      networkConfiguration: {
        subnets: ["subnet-c", "subnet-d"],
        securityGroups: ["users-tasks-id"],
        assignPublicIp: false,
      },
      loadBalancers: [
        { targetGroupArn: "arn:users-bb", containerName: "users", containerPort: 8080 },
        { targetGroupArn: "arn:users-bg", containerName: "users", containerPort: 8080 },
      ],
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: false },
      forceNewDeployment: false,
      availabilityZoneRebalancing: "ENABLED",
      healthCheckGracePeriodSeconds: 600,
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: false,
      tags: blue,
    });
  });

  it("rolls out anew, and keeps its tasks in their zones, only while it is the candidate", async () => {
    for (const phase of ["staged", "canary", "switched", "returning", "retired"] as const) {
      const found = all(await programAt(phase), "Service").map(
        ({ inputs: one }) =>
          `${String(one["forceNewDeployment"])} ${String(one["availabilityZoneRebalancing"])}`,
      );
      const green = phase === "retired" ? "false ENABLED" : "true DISABLED";
      expect(found, phase).to.deep.equal(["false ENABLED", green]);
    }
  });

  it("runs its own image and knows its color", async () => {
    const { inputs } = find(await programAt("idle"), "TaskDefinition", "users-blue");
    const { containerDefinitions, ...rest } = inputs;
    expect(rest).to.deep.equal({
      family: "bluegreen-dev-users-blue",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      executionRoleArn: "arn:users-execution",
      taskRoleArn: "arn:users-task",
      tags: blue,
    });
    expect(JSON.parse(containerDefinitions as string)).to.deep.equal([
      {
        name: "users",
        image: firstImage,
        essential: true,
        portMappings: [{ containerPort: 8080, protocol: "tcp" }],
        environment: [
          { name: "BLUEGREEN_COLOR", value: "blue" },
          { name: "BLUEGREEN_SERVICE", value: "users" },
        ],
        stopTimeout: 60,
        readonlyRootFilesystem: true,
        linuxParameters: {
          initProcessEnabled: true,
          capabilities: {
            drop: ["AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP", "SETPCAP", "SYS_CHROOT"],
          },
        },
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": "/bluegreen/dev/users",
            "awslogs-region": "eu-central-1",
            "awslogs-stream-prefix": "blue",
          },
        },
      },
    ]);
  });

  it("is unchanged while the other color is staged", async () => {
    const [idle, staged] = [await programAt("idle"), await programAt("staged")];
    for (const type of ["Service", "TaskDefinition"]) {
      expect(find(staged, type, "users-blue").inputs).to.deep.equal(
        find(idle, type, "users-blue").inputs,
      );
    }
    expect(image(staged, "users-blue")).to.equal(firstImage);
    expect(image(staged, "users-green")).to.equal(secondImage);
  });

  it("at size 0 keeps its definitions and runs nothing", async () => {
    const run = await programAt("retired");
    expect(find(run, "Service", "users-blue").inputs["desiredCount"]).to.equal(0);
    expect(image(run, "users-blue")).to.equal(firstImage);
  });

  it("has target groups for IP addresses, without a fixed name", async () => {
    const { inputs } = find(await programAt("idle"), "TargetGroup", "users-bg");
    expect(inputs).to.deep.equal({
      vpcId: "vpc-1",
      targetType: "ip",
      ...{ protocol: "HTTP", protocolVersion: "HTTP1", port: 8080 },
      ...{ deregistrationDelay: 60, slowStart: 0 },
      stickiness: { type: "lb_cookie", enabled: false },
      healthCheck: {
        protocol: "HTTP",
        port: "traffic-port",
        path: "/health",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      tags: blue,
    });
  });
});

describe("a fleet on instances", () => {
  const state: ReleaseState = {
    revision: 1,
    services: {
      matching: {
        activeColor: "green",
        fleets: { blue: { image: null, size: 0 }, green: { image: "m@sha256:1", size: 3 } },
      },
    },
    current: null,
  };
  const instances = { ...own, service: "matching", color: "green" };
  let run: Run;
  before(async () => {
    await programAt("idle");
    const compute = { type: "ec2", instanceType: "t4g.small", diskGiB: 40 };
    const settings = config({ matching: { compute, architecture: "ARM64", size: 3 } });
    run = await runProgram({
      config: { ...settings, ...toDerivedConfig(state) },
      deployed: { release: state },
    });
  });

  it("is a group of exactly its size, also at 0", () => {
    const sizes = all(run, "Group").map(({ name, inputs }) => [
      name,
      inputs["minSize"],
      inputs["maxSize"],
      inputs["desiredCapacity"],
    ]);
    expect(sizes).to.have.deep.members([
      ["matching-blue", 0, 0, 0],
      ["matching-green", 3, 3, 3],
    ]);
    expect(find(run, "Group", "matching-green").inputs).to.deep.include({
      launchTemplate: { id: "matching-green-id", version: "1" },
      vpcZoneIdentifiers: ["subnet-c", "subnet-d"],
      waitForCapacityTimeout: "0",
    });
  });

  it("starts from the current image, encrypted, with its metadata out of the tasks' reach", () => {
    const { inputs } = find(run, "LaunchTemplate", "matching-green");
    const { userData, ...rest } = inputs;
    expect(rest).to.deep.equal({
      imageId:
        "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
      instanceType: "t4g.small",
      iamInstanceProfile: { arn: "arn:instances" },
      vpcSecurityGroupIds: ["instances-id"],
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: 40,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      updateDefaultVersion: true,
      tagSpecifications: [
        { resourceType: "volume", tags: { ...instances, Name: "matching-green" } },
      ],
      tags: instances,
    });
    expect(Buffer.from(userData as string, "base64").toString()).to.equal(
      "#!/bin/bash\ncat >> /etc/ecs/ecs.config <<'END'\nECS_CLUSTER=bluegreen-dev-1a2b3c4\n" +
        "ECS_AWSVPC_BLOCK_IMDS=true\nEND\n",
    );
  });

  it("lets tasks wait for instances, drains instances before terminating them, and can be deleted", () => {
    expect(
      find(run, "CapacityProvider", "matching-green").inputs["autoScalingGroupProvider"],
    ).to.deep.equal({
      autoScalingGroupArn: "arn:matching-green",
      managedScaling: { status: "ENABLED", targetCapacity: 100 },
      managedDraining: "ENABLED",
      managedTerminationProtection: "DISABLED",
    });
  });

  it("is placed by its own capacity provider, once the cluster has both", () => {
    expect(find(run, "ClusterCapacityProviders", "cluster-capacity").inputs).to.deep.equal({
      clusterName: "bluegreen-dev-1a2b3c4",
      capacityProviders: ["matching-blue-1a2b3c4", "matching-green-1a2b3c4"],
    });
    const service = find(run, "Service", "matching-green");
    expect(service.inputs).to.deep.include({
      desiredCount: 3,
      capacityProviderStrategies: [{ capacityProvider: "matching-green-1a2b3c4", weight: 1 }],
    });
    expect(service.inputs).to.not.have.property("launchType");
    expect(service.dependsOn).to.include("ClusterCapacityProviders cluster-capacity");
  });

  it("runs tasks built for instances", () => {
    expect(find(run, "TaskDefinition", "matching-green").inputs).to.deep.include({
      requiresCompatibilities: ["EC2"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
    });
  });
});
