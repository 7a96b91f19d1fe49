import { expect } from "chai";
import { scale } from "../../localCloud/control/appAutoScaling";
import * as operations from "../../localCloud/control/operations";
import type { Properties } from "../../localCloud/control/resource";
import { scheduledActionType } from "../../localCloud/control/scheduledAction";
import type { EcsService } from "../../localCloud/dataplane/ecsService";
import { Scheduler } from "../../localCloud/scheduler";
import { Fixture, refusal, until } from "./fixture";

const serviceType = "aws:ecs/service:Service";
const targetType = "aws:appautoscaling/target:Target";

describe("application auto scaling of the local cloud", () => {
  let fixture: Fixture;
  let cluster: Properties;
  let state: Properties;
  let service: EcsService;
  let key: string;

  beforeEach(async () => {
    fixture = await Fixture.open();
    cluster = await fixture.create("aws:ecs/cluster:Cluster", "main", {});
    await fixture.create("aws:ecr/repository:Repository", "users", { name: "users" });
    state = await makeService({ launchType: "FARGATE" });
  });
  afterEach(() => fixture.close());

  async function makeService(placement: Properties): Promise<Properties> {
    const { cloud } = fixture;
    const vpc = await fixture.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = await fixture.create("aws:ec2/subnet:Subnet", "a", {
      vpcId: vpc.id,
      cidrBlock: "10.0.0.0/20",
      availabilityZone: "a",
    });
    const source = "setInterval(() => {}, 1000)";
    const tag = `v${cloud.services.size}`;
    const { uri } = cloud.images.push("users", tag, fixture.image(tag, source));
    const definition = await fixture.create("aws:ecs/taskDefinition:TaskDefinition", "users", {
      family: "users",
      requiresCompatibilities: ["FARGATE", "EC2"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: JSON.stringify([
        { name: "users", image: uri, portMappings: [{ containerPort: 8080 }] },
      ]),
    });
    const made = await fixture.create(serviceType, "users", {
      cluster: cluster.arn,
      taskDefinition: definition.arn,
      desiredCount: 2,
      networkConfiguration: { subnets: [subnet.id] },
      ...placement,
    });
    key = [...cloud.services.keys()].at(-1)!;
    service = cloud.services.get(key)!;
    return made;
  }

  const register = (inputs: Properties) =>
    fixture.create(targetType, "users", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${key}`,
      ...inputs,
    });
  const desired = () => service.settings.desiredCount;

  it("moves a count only if it is outside new bounds", async () => {
    const target = await register({ minCapacity: 1, maxCapacity: 6 });
    expect(desired()).to.equal(2);
    const bounds = (minCapacity: number, maxCapacity: number) =>
      fixture.update(targetType, "users", target, { minCapacity, maxCapacity });
    await bounds(4, 6);
    expect(desired()).to.equal(4);
    await bounds(2, 6);
    expect(desired()).to.equal(4);
    await bounds(0, 0);
    expect(desired()).to.equal(0);
  });

  it("changes bounds at the times of scheduled actions, and makes up for none that came while they were suspended", async () => {
    const target = await register({ minCapacity: 1, maxCapacity: 6 });
    const action = (name: string, inputs: Properties) =>
      fixture.create(scheduledActionType, name, {
        name,
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: `service/${key}`,
        schedule: "cron(* * * * ? *)",
        timezone: "Europe/Berlin",
        ...inputs,
      });
    await fixture.update(targetType, "users", target, {
      suspendedState: { scheduledScalingSuspended: true },
    });
    await action("day", { scalableTargetAction: { minCapacity: 4, maxCapacity: 9 } });
    await action("once", {
      scalableTargetAction: { minCapacity: 9 },
      schedule: "cron(0 0 1 1 ? 2199)",
    });
    Object.assign(fixture.cloud.options, { minuteSeconds: 0.1 });
    const scheduler = new Scheduler(fixture.cloud);
    scheduler.open();
    try {
      const startedMs = Date.now();
      await until("minutes have passed", () => Date.now() > startedMs + 350);
      expect(desired()).to.equal(2);
      await fixture.update(targetType, "users", target, { suspendedState: {} });
      await until("the next minute has come", () => desired() === 4);
      const { cloud } = fixture;
      const { state: now } = operations.read(
        cloud,
        { type: targetType, name: "users" },
        String(target.id),
        target,
      );
      expect(now).to.include({ minCapacity: 4, maxCapacity: 9 });
    } finally {
      scheduler.close();
    }
  });

  it("takes a scheduled action only for a target that is registered, with bounds that fit", async () => {
    const given = {
      name: "day",
      ...{ serviceNamespace: "ecs", scalableDimension: "ecs:service:DesiredCount" },
      resourceId: `service/${key}`,
      schedule: "cron(0 8 * * ? *)",
      scalableTargetAction: { minCapacity: 4 },
    };
    const create = (more: Properties) =>
      refusal(fixture.create(scheduledActionType, "day", { ...given, ...more }));
    expect(await create({})).to.contain("No scalable target registered for service/");
    expect(await create({ schedule: "cron(0 8 * * *)" })).to.equal("Invalid schedule expression");
    expect(await create({ timezone: "Berlin" })).to.equal("is not a time zone");
    expect(await create({ scalableTargetAction: {} })).to.equal(
      "must have minCapacity or maxCapacity",
    );
    expect(await create({ scalableTargetAction: { minCapacity: 4, maxCapacity: 3 } })).to.equal(
      "maxCapacity must be at least minCapacity",
    );
  });

  it("scales within the bounds, unless it is suspended", async () => {
    expect(scale(fixture.cloud, key, 3)).to.deep.equal({
      desired: 2,
      reason: "no scalable target is registered",
    });
    const target = await register({ minCapacity: 2, maxCapacity: 4 });
    expect(scale(fixture.cloud, key, 3)).to.deep.equal({ desired: 3, reason: "" });
    const reason = "the bounds are 2 and 4";
    expect(scale(fixture.cloud, key, 5)).to.deep.equal({ desired: 4, reason });
    expect(scale(fixture.cloud, key, 1)).to.deep.equal({ desired: 2, reason });

    const suspended = { desired: 2, reason: "scaling is suspended" };
    const hold = (suspendedState: Properties) =>
      fixture.update(targetType, "users", target, { suspendedState });
    await hold({ dynamicScalingOutSuspended: true });
    expect(scale(fixture.cloud, key, 3)).to.deep.equal(suspended);
    await hold({ dynamicScalingInSuspended: true });
    expect(scale(fixture.cloud, key, 3)).to.deep.equal({ desired: 3, reason: "" });
    expect(scale(fixture.cloud, key, 2)).to.deep.equal({ ...suspended, desired: 3 });
  });

  it("is undone by an update of the service only if that changes the count", async () => {
    await register({ minCapacity: 1, maxCapacity: 6 });
    scale(fixture.cloud, key, 5);
    await fixture.update(serviceType, "users", state, { tags: { a: "b" } });
    expect(desired()).to.equal(5);
    await fixture.update(serviceType, "users", state, { desiredCount: 3 });
    expect(desired()).to.equal(3);
  });

  it("shows in a refresh", async () => {
    await register({ minCapacity: 1, maxCapacity: 6 });
    scale(fixture.cloud, key, 5);
    const identity = { type: serviceType, name: "users" };
    const read = operations.read(fixture.cloud, identity, String(state.id), state);
    expect(read.state?.desiredCount).to.equal(5);
    expect(read.inputs.desiredCount).to.equal(5);
  });

  it("requires a service before a target, and a target before and as long as a policy", async () => {
    const inputs = { minCapacity: 1, maxCapacity: 2 };
    expect(await refusal(register({ ...inputs, resourceId: "service/main/none" }))).to.equal(
      "ValidationException: ECS service doesn't exist: none",
    );
    const resource = {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${key}`,
    };
    const policy = () =>
      fixture.create("aws:appautoscaling/policy:Policy", "users-cpu", {
        ...resource,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: {
            predefinedMetricType: "ECSServiceAverageCPUUtilization",
          },
          targetValue: 60,
        },
      });
    expect(await refusal(policy())).to.match(/^ObjectNotFoundException: No scalable target/);
    const target = await register(inputs);
    await policy();
    expect(await refusal(fixture.delete(targetType, "users", target))).to.match(
      /^ValidationException: .* still has policy/,
    );
  });

  it("scales the instances too if ECS manages their number", async () => {
    const { id } = await fixture.create("aws:ec2/launchTemplate:LaunchTemplate", "users", {
      imageId: "ami-1",
      instanceType: "t3.small",
    });
    const [subnet] = fixture.cloud.resources.all("aws:ec2/subnet:Subnet");
    const group = await fixture.create("aws:autoscaling/group:Group", "users", {
      minSize: 1,
      maxSize: 3,
      vpcZoneIdentifiers: [subnet!.id],
      launchTemplate: { id },
      waitForCapacityTimeout: "0",
    });
    const provider = await fixture.create("aws:ecs/capacityProvider:CapacityProvider", "users", {
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        managedScaling: { status: "ENABLED", targetCapacity: 100 },
      },
    });
    await fixture.create("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "all", {
      clusterName: cluster.name,
      capacityProviders: [provider.name],
    });
    await makeService({ capacityProviderStrategies: [{ capacityProvider: provider.name }] });
    const [instances] = fixture.cloud.autoScalingGroups.values();
    const running = (count: number) =>
      until(`${count} run`, () => service.describe().running.length === count);
    await running(2);
    expect(instances?.instances).to.have.length(2);
    await register({ minCapacity: 1, maxCapacity: 4 });
    scale(fixture.cloud, key, 4);
    await running(3);
    expect(service.describe().pending, "the group's bound holds").to.equal(1);
    scale(fixture.cloud, key, 1);
    await until("one instance is left", () => instances?.instances.length === 1);
    await running(1);
  });
});
