import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Properties } from "../../localCloud/control/resource";
import type { EcsService } from "../../localCloud/dataplane/ecsService";
import { Fixture, refusal, until } from "./fixture";

const serving = (text: string, health = 200) => `
  const server = require("node:http").createServer((request, response) => {
    response.writeHead(request.url === "/health" ? ${health} : 200).end(${JSON.stringify(text)});
  });
  server.listen(Number(process.env.PORT), "127.0.0.1");
  process.once("SIGTERM", () => process.exit(0));
`;

describe("an ECS service of the local cloud", () => {
  let fixture: Fixture;
  let cluster: Properties;
  let group: Properties;
  let vpc: Properties;
  let subnets: string[];
  let repositoryUrl: string;

  beforeEach(async () => {
    fixture = await Fixture.open();
    vpc = await fixture.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = { vpcId: vpc.id, cidrBlock: "10.0.0.0/20", availabilityZone: "a" };
    const first = await fixture.create("aws:ec2/subnet:Subnet", "first", subnet);
    const other = { ...subnet, cidrBlock: "10.0.16.0/20", availabilityZone: "b" };
    const second = await fixture.create("aws:ec2/subnet:Subnet", "second", other);
    subnets = [String(first.id), String(second.id)];
    cluster = await fixture.create("aws:ecs/cluster:Cluster", "main", {});
    const repository = { name: "users", imageTagMutability: "IMMUTABLE" };
    const created = await fixture.create("aws:ecr/repository:Repository", "users", repository);
    repositoryUrl = String(created.repositoryUrl);
    group = await fixture.create("aws:lb/targetGroup:TargetGroup", "users", {
      vpcId: vpc.id,
      targetType: "ip",
      protocol: "HTTP",
      port: 8080,
      deregistrationDelay: 5,
      healthCheck: { path: "/health", interval: 5, timeout: 2 },
    });
  });
  afterEach(() => fixture.close());

  async function attach(): Promise<void> {
    const edge = await fixture.create("aws:lb/loadBalancer:LoadBalancer", "edge", { subnets });
    await fixture.create("aws:lb/listener:Listener", "http", {
      loadBalancerArn: edge.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
    });
  }

  function push(tag: string, source: string): string {
    return fixture.cloud.images.push("users", tag, fixture.image(tag, source)).uri;
  }

  function define(image: string, compatibility = "FARGATE"): Promise<Properties> {
    return fixture.create("aws:ecs/taskDefinition:TaskDefinition", "users", {
      family: "users",
      requiresCompatibilities: [compatibility],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: JSON.stringify([
        { name: "users", image, portMappings: [{ containerPort: 8080 }], stopTimeout: 5 },
      ]),
    });
  }

  async function run(image: string, more: Properties = {}): Promise<[Properties, EcsService]> {
    const definition = await define(image);
    const state = await fixture.create("aws:ecs/service:Service", "users", {
      cluster: cluster.arn,
      taskDefinition: definition.arn,
      desiredCount: 2,
      ...("capacityProviderStrategies" in more ? {} : { launchType: "FARGATE" }),
      networkConfiguration: { subnets },
      // Five seconds here: a process on a busy machine may take a while to listen.
      healthCheckGracePeriodSeconds: 250,
      loadBalancers: [{ targetGroupArn: group.arn, containerName: "users", containerPort: 8080 }],
      ...more,
    });
    const [service] = fixture.cloud.services.values();
    if (!service) throw new Error("no service");
    return [state, service];
  }

  const digests = (service: EcsService) => service.describe().running.map(({ digest }) => digest);
  const completed = (service: EcsService) =>
    until("it is completed", () => service.describe().rollout.state === "COMPLETED");

  it("refuses a target group that no load balancer uses", async () => {
    expect(await refusal(run(push("v1", serving("v1"))))).to.equal(
      `InvalidParameterException: The target group with targetGroupArn ${String(group.arn)} does ` +
        "not have an associated load balancer.",
    );
  });

  it("runs the image, and reports when it is steady", async () => {
    await attach();
    const image = push("v1", serving("v1"));
    const [, service] = await run(image);
    await completed(service);
    const { desired, pending, targets, events, rollout } = service.describe();
    expect({ desired, pending }).to.deep.equal({ desired: 2, pending: 0 });
    expect(digests(service)).to.deep.equal(Array(2).fill(image.split("@")[1]));
    expect(targets.map(({ state }) => state)).to.deep.equal(["healthy", "healthy"]);
    expect(events).to.include(`(service ${service.name}) has reached a steady state.`);
    expect(rollout.reason).to.match(/^ECS deployment ecs-svc\/\d+ completed\.$/);
  });

  it("replaces tasks without ever having fewer healthy ones than desired", async () => {
    await attach();
    const [state, service] = await run(push("v1", serving("v1")));
    await completed(service);
    const image = push("v2", serving("v2"));
    const { arn } = await define(image);
    let fewest = Infinity;
    const watch = setInterval(() => {
      const { targets } = service.describe();
      fewest = Math.min(fewest, targets.filter((one) => one.state === "healthy").length);
    }, 5);
    await fixture.update("aws:ecs/service:Service", "users", state, { taskDefinition: arn });
    expect(service.describe().rollout.state).to.equal("IN_PROGRESS");
    await completed(service);
    clearInterval(watch);
    expect(digests(service)).to.deep.equal(Array(2).fill(image.split("@")[1]));
    expect(fewest).to.equal(2);
  });

  it("stops all tasks at size 0, and makes no new deployment for a new count", async () => {
    await attach();
    const [state, service] = await run(push("v1", serving("v1")));
    await completed(service);
    const { id } = service.deployments[0] ?? {};
    await fixture.update("aws:ecs/service:Service", "users", state, { desiredCount: 0 });
    await until("no task is left", () => service.tasks.length === 0);
    expect(service.describe()).to.deep.include({ desired: 0, running: [], targets: [] });
    expect(service.deployments.map((one) => one.id)).to.deep.equal([id]);
  });

  it("stops a task in AWS's order: out of the target groups, SIGTERM after the delay, SIGKILL", async () => {
    await attach();
    const deaf = `${serving("v1")}
      process.removeAllListeners("SIGTERM");
      process.on("SIGTERM", () => console.log(Date.now()));`;
    const [state, service] = await run(push("v1", deaf), { desiredCount: 1 });
    await completed(service);
    const [task] = service.tasks;
    await fixture.update("aws:ecs/service:Service", "users", state, { desiredCount: 0 });
    await until("it is draining", () => service.describe().targets[0]?.state === "draining");
    await task!.ended;
    const endedMs = Date.now();
    const [stop] = fixture.cloud.stops.all;
    expect(stop).to.include({ taskId: task!.id });
    const terminatedMs = Number(readFileSync(task!.logFile, "utf8"));
    // 5 s each, 50 times faster; a signal needs a moment.
    expect(terminatedMs - stop!.atMs).to.be.within(99, 250);
    expect(endedMs - terminatedMs).to.be.within(80, 250);
  });

  it("restarts a task that crashed, and reports how it ended", async () => {
    await attach();
    const [, service] = await run(push("v1", serving("v1")));
    await completed(service);
    const [task] = service.tasks;
    task?.kill();
    await until("it has stopped", () => service.describe().stopped.length === 1);
    expect(service.describe().stopped).to.deep.equal([
      { taskId: task?.id, reason: "Essential container in task exited (users: SIGKILL)" },
    ]);
    await until("another runs", () => service.tasks.filter((one) => one.isHealthy()).length === 2);
  });

  it("gives up after failures if the circuit breaker is on", async () => {
    await attach();
    const image = push("v1", "process.exit(3)");
    const [, service] = await run(image, {
      deploymentCircuitBreaker: { enable: true, rollback: false },
    });
    await until("it has failed", () => service.describe().rollout.state === "FAILED");
    const { rollout, stopped } = service.describe();
    expect(rollout.reason).to.equal("ECS deployment circuit breaker: tasks failed to start.");
    expect(stopped[0]?.reason).to.equal("Essential container in task exited (users: exit code 3)");
  });

  it("can't start an image that is not in the registry", async () => {
    await attach();
    const image = `${repositoryUrl}@sha256:${"0".repeat(64)}`;
    const [, service] = await run(image);
    await until("a task has stopped", () => service.describe().stopped.length > 0);
    expect(service.describe().stopped[0]?.reason).to.match(
      /^CannotPullContainerError: .*: not found$/,
    );
  });

  it("replaces a task that its load balancer finds unhealthy", async () => {
    await attach();
    const [, service] = await run(push("v1", serving("v1", 500)), {
      desiredCount: 1,
      healthCheckGracePeriodSeconds: 0,
    });
    await until("it was replaced", () => service.describe().stopped.length > 0);
    expect(service.describe().stopped[0]?.reason).to.equal(
      `Task failed ELB health checks in (target-group ${String(group.arn)})`,
    );
  });

  it("keeps a task that became unhealthy until a healthy one replaces it", async () => {
    await attach();
    const [, service] = await run(push("v1", serving("v1", 200)), { desiredCount: 1 });
    await completed(service);
    const checked = service.settings.targetGroups[0]!;
    checked.failing = true;
    await until("a replacement runs", () => service.describe().running.length === 2);
    expect(service.describe().targets.map(({ state }) => state)).to.not.include("healthy");
    expect(service.describe().stopped).to.deep.equal([]);
    checked.failing = false;
    await until("one of them has stopped", () => service.describe().stopped.length > 0);
    expect(service.describe().running).to.have.length(1);
  });

  it("places one task on each instance, and drains an instance before terminating it", async () => {
    await attach();
    const template = { imageId: "resolve:ssm:/ami", instanceType: "t3.small" };
    const { id } = await fixture.create("aws:ec2/launchTemplate:LaunchTemplate", "users", template);
    const sized = (size: number) => ({ minSize: size, maxSize: size, desiredCapacity: size });
    const scaling = await fixture.create("aws:autoscaling/group:Group", "users", {
      ...sized(1),
      vpcZoneIdentifiers: subnets,
      launchTemplate: { id },
      waitForCapacityTimeout: "0",
    });
    const provider = await fixture.create("aws:ecs/capacityProvider:CapacityProvider", "users", {
      autoScalingGroupProvider: {
        autoScalingGroupArn: scaling.arn,
        managedScaling: { status: "DISABLED" },
      },
    });
    const capacityProviderStrategies = [{ capacityProvider: provider.name }];
    const image = push("v1", serving("v1"));
    expect(await refusal(run(image, { capacityProviderStrategies }))).to.include(
      "The specified capacity provider was not found in the cluster.",
    );
    await fixture.create("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "all", {
      clusterName: cluster.name,
      capacityProviders: [provider.name],
    });
    const [state, service] = await run(image, { capacityProviderStrategies });
    await until("one task runs", () => service.describe().running.length === 1);
    expect(service.describe().pending).to.equal(1);
    await fixture.update("aws:autoscaling/group:Group", "users", scaling, sized(2));
    await until("both run", () => service.describe().running.length === 2);

    await fixture.update("aws:autoscaling/group:Group", "users", scaling, sized(0));
    const [instances] = fixture.cloud.autoScalingGroups.values();
    expect(instances?.instances.map((one) => one.state)).to.deep.equal(["draining", "draining"]);
    await fixture.update("aws:ecs/service:Service", "users", state, { desiredCount: 0 });
    await until("the instances are gone", () => instances?.instances.length === 0);
    expect(service.describe().running).to.deep.equal([]);

    const type = "aws:ecs/capacityProvider:CapacityProvider";
    expect(await refusal(fixture.delete(type, "users", provider))).to.include(
      "it is associated with cluster",
    );
  });
});
