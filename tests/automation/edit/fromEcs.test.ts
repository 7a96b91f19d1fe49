import { expect } from "chai";
import { settingsFromEcs } from "../../../automation/edit/fromEcs/fromEcs";
import type { EcsContainer, EcsService } from "../../../automation/world/ecsService";
import { refusalOf } from "../../support/refusalOf";
import { balanced, container, own, plain, taken } from "./ecsServices";

describe("settings from an ECS service", () => {
  it("are those of its task definition and target group", () => {
    expect(taken(plain)).to.deep.equal({
      image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1.4.0",
      value: {
        ...{ port: 8080, repository: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/web" },
        ...{ size: 3, cpu: 512, memoryMiB: 1024 },
        healthCheck: {
          ...{ path: "/healthz", matcher: "200", intervalSeconds: 30, timeoutSeconds: 5 },
          ...{ healthyThreshold: 5, unhealthyThreshold: 2 },
        },
        deregistrationSeconds: 30,
        droppedCapabilities: [],
      },
      left: [],
    });
  });

  it("say how the container runs", () => {
    const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-a1b2c3";
    const { value, left } = taken(
      container({
        ...{
          command: ["serve"],
          entryPoint: ["/app"],
          user: "1000:1000",
          workingDirectory: "/srv",
        },
        ...{ stopTimeout: 45, readonlyRootFilesystem: false },
        linuxParameters: { capabilities: { drop: ["ALL"], add: ["SYS_PTRACE"] } },
        environment: [{ name: "MODE", value: "production" }],
        secrets: [
          { name: "DATABASE_URL", valueFrom: `${secretArn}:url::` },
          { name: "TOKEN", valueFrom: "shop-token" },
          { name: "OTHER", valueFrom: "arn:aws:s3:::bucket" },
        ],
        ulimits: [
          { name: "nofile", softLimit: 1024, hardLimit: 4096 },
          { name: "nproc", softLimit: 512, hardLimit: 512 },
        ],
        ...{
          logConfiguration: { logDriver: "splunk" },
          privileged: true,
          dockerLabels: { a: "b" },
        },
        ...{ healthCheck: { command: ["CMD", "true"] }, extraHosts: [] },
        portMappings: [
          ...[{ containerPort: 8080 }, { containerPort: 9090 }],
          { containerPortRange: "7000-7010" },
        ],
      }),
    );
    expect(value).to.deep.include({
      ...{ command: ["serve"], entryPoint: ["/app"], user: "1000:1000", workingDirectory: "/srv" },
      ...{ stopSeconds: 45, readonlyRootFilesystem: false, init: false },
      droppedCapabilities: ["ALL"],
      environment: { MODE: "production" },
      secrets: { DATABASE_URL: `${secretArn}:url::`, TOKEN: "/shop-token" },
      ulimits: { nofile: { soft: 1024, hard: 4096 }, nproc: 512 },
    });
    expect(left).to.deep.equal([
      "web: container health check: the load balancers' check decides",
      "web: log driver splunk: logs go to CloudWatch Logs; `logs` and a log router can send them elsewhere",
      "web: ports 9090, 7000-7010: a service has one",
      "web: secret OTHER: it is the ARN of another AWS service; it must be one of `ssm` or `secretsmanager`",
      "web: capabilities SYS_PTRACE: none can be added to those of Docker",
      "web: dockerLabels: tags of tasks are set by `tags`",
      "web: privileged: not supported",
    ]);
  });

  it("have its sidecars and what they share", () => {
    const mount = (containerPath: string, sourceVolume: string, readOnly = false) => ({
      ...{ containerPath, sourceVolume, readOnly },
    });
    const login = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/hub-a1b2c3";
    const others: EcsContainer[] = [
      {
        ...{
          name: "Otel_Agent",
          image: "public.ecr.aws/otel/collector:0.43",
          essential: false,
          cpu: 64,
        },
        ...{ memory: 128, readonlyRootFilesystem: true, mountPoints: [mount("/data", "data")] },
        healthCheck: { command: ["CMD-SHELL", "curl -f localhost"], interval: 10, startPeriod: 15 },
        ...{ logConfiguration: { logDriver: "awslogs" }, portMappings: [] },
      },
      {
        ...{ name: "nginx", image: "nginx:1.27", cpu: 0 },
        repositoryCredentials: { credentialsParameter: login },
        mountPoints: [mount("/other", "data")],
        logConfiguration: { logDriver: "splunk" },
        portMappings: [{ containerPort: 80 }, { containerPortRange: "440-450" }],
      },
      { name: "router", image: "fluent:1", firelensConfiguration: { type: "fluentbit" } },
      { name: "migrate", image: "shop/migrate:1" },
      { name: "untagged", image: "shop/agent" },
      { name: "otel-agent", image: "public.ecr.aws/otel/collector:0.44" },
    ];
    const found = container(
      {
        mountPoints: [
          ...[mount("/data", "data"), mount("/files", "files", true)],
          ...[mount("/docker", "host"), mount("/part", "part")],
        ],
        dependsOn: [
          { containerName: "Otel_Agent", condition: "HEALTHY" },
          { containerName: "migrate", condition: "SUCCESS" },
        ],
      },
      others,
    );
    const efs = { fileSystemId: "fs-01234567" };
    found.taskDefinition.volumes = [
      { name: "data", host: {} },
      {
        name: "files",
        efsVolumeConfiguration: {
          ...{ ...efs, authorizationConfig: { accessPointId: "fsap-01234567" } },
        },
      },
      { name: "host", host: { sourcePath: "/var/run" } },
      { name: "part", efsVolumeConfiguration: { ...efs, rootDirectory: "/part" } },
    ];
    const { value, left } = taken(found);
    expect(value).to.deep.include({
      volumes: [
        { path: "/data", temporary: true },
        { path: "/files", efs: "fs-01234567", accessPoint: "fsap-01234567", readOnly: true },
      ],
      sidecars: {
        "otel-agent": {
          ...{ image: "public.ecr.aws/otel/collector:0.43", cpu: 64, memoryMiB: 128 },
          ...{ mounts: ["/data"], essential: false, startFirst: true, droppedCapabilities: [] },
          healthCheck: {
            command: ["/bin/sh", "-c", "curl -f localhost"],
            ...{ intervalSeconds: 10, startSeconds: 15 },
          },
        },
        nginx: {
          ...{ image: "docker.io/library/nginx:1.27", repositorySecretArn: login },
          ...{ readonlyRootFilesystem: false, droppedCapabilities: [] },
        },
      },
    });
    expect(left).to.deep.equal([
      "web: volume at /docker: folders of an instance are not supported",
      "web: volume at /part: /part of fs-01234567: make an access point for that folder",
      "nginx: volume at /other: a sidecar mounts only what web mounts, at the same path",
      "nginx: log driver splunk: logs go to CloudWatch Logs; `logs` and a log router can send them elsewhere",
      "nginx: ports 80, 440-450: only its own task reaches a sidecar, at localhost",
      "router: log router: write it as a sidecar with `logRouter`, as docs/sidecars.md shows",
      "migrate: it runs to its end before the service starts: a hook, or the image's entry point, can do that",
      "untagged: image shop/agent has neither a tag nor a digest, which a sidecar's must have",
      "otel-agent: here it would be called otel-agent, as Otel_Agent is: add it under another name",
    ]);
  });

  it("have a size that Fargate has, its role and its architecture", () => {
    const { value, left } = taken({
      ...plain,
      service: {
        ...{
          desiredCount: 0,
          launchType: "EC2",
          enableExecuteCommand: true,
          serviceConnected: true,
        },
        ...{ loadBalancers: [balanced, balanced], serviceRegistries: [{}] },
      },
      taskDefinition: {
        ...{ taskRoleArn: "arn:aws:iam::123456789012:role/shop", pidMode: "task" },
        runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
        ephemeralStorage: { sizeInGiB: 40 },
        containerDefinitions: [
          {
            ...own,
            cpu: 300,
            memoryReservation: 700,
            image: "shop/web",
            readonlyRootFilesystem: false,
          },
        ],
      },
    });
    expect(value).to.deep.include({
      ...{
        size: 1,
        cpu: 512,
        memoryMiB: 1024,
        architecture: "ARM64",
        ephemeralGiB: 40,
        exec: true,
      },
      ...{ roleArn: "arn:aws:iam::123456789012:role/shop", repository: "docker.io/shop/web" },
    });
    expect(left).to.deep.equal([
      "1 more target groups: all names of a service lead to one port",
      "instances: its tasks run on Fargate, unless you set `compute`",
      "300 CPU units and 700 MiB: Fargate has no such size; the next larger one was taken",
      "desired count 0: one task was taken",
      "service discovery: `calls` gives private names",
      "Service Connect: `calls` gives private names",
      "web: its image has no tag: name one in the first release",
      "PID mode task: not supported",
    ]);
  });

  it("run on demand on Fargate, and say so of Spot and of instances", () => {
    const on = (...names: string[]) => {
      const capacityProviderStrategy = names.map((capacityProvider) => ({ capacityProvider }));
      const { loadBalancers } = plain.service;
      return taken({
        ...plain,
        service: { desiredCount: 3, loadBalancers, capacityProviderStrategy },
      }).left;
    };
    expect(on("FARGATE")).to.deep.equal([]);
    expect(on("FARGATE", "FARGATE_SPOT")).to.deep.equal([
      "Spot: all its tasks run on demand, unless you set `capacity`",
    ]);
    expect(on("shop-instances")).to.deep.equal([
      "instances: its tasks run on Fargate, unless you set `compute`",
    ]);
  });

  it("are refused where there is nothing to take over, or it can't run here", async () => {
    const refused = async (found: EcsService) => {
      const { found: what } = await refusalOf(() => settingsFromEcs(found));
      return what;
    };
    expect(await refused({ ...plain, service: {}, targetGroup: undefined })).to.equal(
      "the ECS service can't be read into settings: no load balancer leads to it, so it serves no name that could be " +
        "taken over",
    );
    const runtimePlatform = { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" };
    expect(
      await refused({ ...plain, taskDefinition: { ...plain.taskDefinition, runtimePlatform } }),
    ).to.equal(
      "the ECS service can't be read into settings: it runs on WINDOWS_SERVER_2022_CORE, and tasks run on Linux here",
    );
  });
});
