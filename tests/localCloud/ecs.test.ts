import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { EcsService } from "../../localCloud/dataplane/ecsService";
import { completed, EcsRig, serving } from "./ecsRig";
import { refusal, until } from "./fixture";

describe("an ECS service of the local cloud", () => {
  let rig: EcsRig;

  beforeEach(async () => (rig = await EcsRig.open()));
  afterEach(() => rig.close());

  const digests = (service: EcsService) => service.describe().running.map(({ digest }) => digest);

  it("refuses a target group that no load balancer uses", async () => {
    expect(await refusal(rig.run(rig.push("v1", serving("v1"))))).to.equal(
      `InvalidParameterException: The target group with targetGroupArn ${String(rig.group.arn)} does ` +
        "not have an associated load balancer.",
    );
  });

  it("runs the image, and reports when it is steady", async () => {
    await rig.attach();
    const image = rig.push("v1", serving("v1"));
    const [, service] = await rig.run(image);
    await completed(service);
    const { desired, pending, targets, events, rollout } = service.describe();
    expect({ desired, pending }).to.deep.equal({ desired: 2, pending: 0 });
    expect(digests(service)).to.deep.equal(Array(2).fill(image.split("@")[1]));
    expect(targets.map(({ state }) => state)).to.deep.equal(["healthy", "healthy"]);
    expect(events).to.include(`(service ${service.name}) has reached a steady state.`);
    expect(rollout.reason).to.match(/^ECS deployment ecs-svc\/\d+ completed\.$/);
  });

  it("replaces tasks without ever having fewer healthy ones than desired", async () => {
    await rig.attach();
    const [state, service] = await rig.run(rig.push("v1", serving("v1")));
    await completed(service);
    const image = rig.push("v2", serving("v2"));
    const { arn } = await rig.define(image);
    let fewest = Infinity;
    const watch = setInterval(() => {
      const { targets } = service.describe();
      fewest = Math.min(fewest, targets.filter((one) => one.state === "healthy").length);
    }, 5);
    await rig.fixture.update("aws:ecs/service:Service", "users", state, { taskDefinition: arn });
    expect(service.describe().rollout.state).to.equal("IN_PROGRESS");
    await completed(service);
    clearInterval(watch);
    expect(digests(service)).to.deep.equal(Array(2).fill(image.split("@")[1]));
    expect(fewest).to.equal(2);
  });

  it("moves a task to another zone by starting one before it stops one, unless it may not", async () => {
    await rig.attach();
    const [state, service] = await rig.run(rig.push("v1", serving("v1")));
    await completed(service);
    const [first, second] = service.tasks.map(({ id }) => id);
    const targets = () => service.describe().targets.map((target) => target.state);
    expect(service.rebalance()).to.equal(true);
    await until("another is in its first checks", () => targets().includes("initial"));
    expect(targets()).to.deep.equal(["healthy", "healthy", "initial"]);
    await until("one has stopped", () => service.describe().stopped.length === 1);
    expect(service.describe().stopped[0]?.taskId).to.equal(first);
    expect(service.tasks.map(({ id }) => id))
      .to.include(second)
      .and.have.length(2);

    const off = { availabilityZoneRebalancing: "DISABLED" };
    await rig.fixture.update("aws:ecs/service:Service", "users", state, off);
    expect(service.rebalance()).to.equal(false);
    expect(service.deployments).to.have.length(1);
  });

  it("stops all tasks at size 0, and makes no new deployment for a new count", async () => {
    await rig.attach();
    const [state, service] = await rig.run(rig.push("v1", serving("v1")));
    await completed(service);
    const { id } = service.deployments[0] ?? {};
    await rig.fixture.update("aws:ecs/service:Service", "users", state, { desiredCount: 0 });
    await until("no task is left", () => service.tasks.length === 0);
    expect(service.describe()).to.deep.include({ desired: 0, running: [], targets: [] });
    expect(service.deployments.map((one) => one.id)).to.deep.equal([id]);
  });

  it("stops a task in AWS's order: out of the target groups, SIGTERM after the delay, SIGKILL", async () => {
    await rig.attach();
    const deaf = `${serving("v1")}
      process.removeAllListeners("SIGTERM");
      process.on("SIGTERM", () => console.log(Date.now()));`;
    const image = rig.push("v1", deaf);
    const [state, service] = await rig.run(image, { desiredCount: 1 }, { stopTimeout: 50 });
    await completed(service);
    const [task] = service.tasks;
    await rig.fixture.update("aws:ecs/service:Service", "users", state, { desiredCount: 0 });
    await until("it is draining", () => service.describe().targets[0]?.state === "draining");
    await task!.ended;
    const endedMs = Date.now();
    const [stop] = rig.fixture.cloud.stops.all;
    expect(stop).to.include({ taskId: task!.id });
    const terminatedMs = Number(readFileSync(task!.logFile, "utf8"));
    // 5 s, and 50 s later, 50 times faster; a signal needs a moment, and two processes read their clocks.
    expect(terminatedMs - stop!.atMs).to.be.at.least(95);
    expect(endedMs - stop!.atMs).to.be.at.least(1090);
  });

  it("says from when until when each task is charged for, and meters the same", async () => {
    await rig.attach();
    const before = Date.now();
    const [state, service] = await rig.run(rig.push("v1", serving("v1")));
    await completed(service);
    expect(service.describe().times.map(({ untilMs }) => untilMs)).to.deep.equal([null, null]);
    await rig.fixture.update("aws:ecs/service:Service", "users", state, { desiredCount: 0 });
    await until("they have stopped", () => service.describe().stopped.length === 2);
    const { times } = service.describe();
    const ordered = times.flatMap(({ fromMs, untilMs }) => [before, fromMs, untilMs!, Date.now()]);
    expect(ordered.slice(0, 4)).to.deep.equal(ordered.slice(0, 4).sort((a, b) => a - b));
    const metered = rig.fixture.cloud.meters.all.filter((one) => one.service === service.name);
    const changes = times.flatMap(({ taskId, fromMs, untilMs }) => [
      { service: service.name, taskId, atMs: fromMs, change: 1 },
      { service: service.name, taskId, atMs: untilMs!, change: -1 },
    ]);
    expect(metered).to.have.deep.members(changes);
  });

  it("restarts a task that crashed, and reports how it ended", async () => {
    await rig.attach();
    const [, service] = await rig.run(rig.push("v1", serving("v1")));
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
    await rig.attach();
    const image = rig.push("v1", "process.exit(3)");
    const [, service] = await rig.run(image, {
      deploymentCircuitBreaker: { enable: true, rollback: false },
    });
    await until("it has failed", () => service.describe().rollout.state === "FAILED");
    const { rollout, stopped } = service.describe();
    expect(rollout.reason).to.equal("ECS deployment circuit breaker: tasks failed to start.");
    expect(stopped[0]?.reason).to.equal("Essential container in task exited (users: exit code 3)");
  });

  it("can't start an image that is not in the registry", async () => {
    await rig.attach();
    const image = `${rig.repositoryUrl}@sha256:${"0".repeat(64)}`;
    const [, service] = await rig.run(image);
    await until("a task has stopped", () => service.describe().stopped.length > 0);
    expect(service.describe().stopped[0]?.reason).to.match(
      /^CannotPullContainerError: .*: not found$/,
    );
  });

  it("replaces a task that its load balancer finds unhealthy", async () => {
    await rig.attach();
    const [, service] = await rig.run(rig.push("v1", serving("v1", 500)), {
      desiredCount: 1,
      healthCheckGracePeriodSeconds: 0,
    });
    await until("it was replaced", () => service.describe().stopped.length > 0);
    expect(service.describe().stopped[0]?.reason).to.equal(
      `Task failed ELB health checks in (target-group ${String(rig.group.arn)})`,
    );
  });

  it("keeps a task that became unhealthy until a healthy one replaces it", async () => {
    await rig.attach();
    const [, service] = await rig.run(rig.push("v1", serving("v1", 200)), { desiredCount: 1 });
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
});
