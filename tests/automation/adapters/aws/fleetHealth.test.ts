import {
  ClusterNotFoundException,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
} from "@aws-sdk/client-ecs";
import {
  DescribeTargetHealthCommand,
  TargetGroupNotFoundException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { clusterName, digest, inputsOf, taskArn, taskDefinitionArn, users } from "./fixtures";
import { MockedFleet, running, service } from "./mockedFleet";

describe("the health of a fleet", () => {
  let world: MockedFleet;
  before(() => (world = new MockedFleet()));
  beforeEach(() => world.reset());
  after(() => world.restore());

  it("combines what ECS and both load balancers report", async () => {
    world.tasks("RUNNING", { t1: running, t2: running });
    const healthy = {
      Target: { Id: "10.0.0.1", Port: 8080 },
      TargetHealth: { State: "healthy" as const },
    };
    world.targets("blue", healthy);
    world.targets("green", healthy);
    expect(await world.read()).to.deep.equal({
      desired: 2,
      running: [
        { taskId: "t1", digest: digest("a") },
        { taskId: "t2", digest: digest("a") },
      ],
      pending: 0,
      targets: [
        { edge: "blue", target: "10.0.0.1:8080", state: "healthy", reason: "" },
        { edge: "green", target: "10.0.0.1:8080", state: "healthy", reason: "" },
      ],
      stopped: [],
      times: [],
      rollout: {
        taskDefinitionArn: taskDefinitionArn(7),
        state: "COMPLETED",
        reason: "ECS deployment ecs-svc/1 completed.",
      },
      events: ["2025-01-31T12:00:00Z (service users-green) has reached a steady state."],
    });
    expect(inputsOf(world.ecs)[0]).to.deep.equal([
      "DescribeServicesCommand",
      { cluster: clusterName, services: ["users-green"] },
    ]);
    expect(world.autoScaling.calls(), "a fleet at its size lacks no instance").to.have.length(0);
  });

  it("says for how long AWS charges for each task, stopped ones included", async () => {
    const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1000);
    world.tasks("RUNNING", {
      t1: { ...running, pullStartedAt: at(5) },
      t2: { lastStatus: "PROVISIONING", createdAt: at(1) },
    });
    world.tasks("STOPPED", {
      t3: { lastStatus: "STOPPED", pullStartedAt: at(2), stoppedAt: at(9) },
      t4: { lastStatus: "DEACTIVATING", pullStartedAt: at(3) },
    });
    expect((await world.read())?.times).to.deep.equal([
      { taskId: "t1", fromMs: at(5).getTime(), untilMs: null },
      { taskId: "t3", fromMs: at(2).getTime(), untilMs: at(9).getTime() },
      { taskId: "t4", fromMs: at(3).getTime(), untilMs: null },
    ]);
  });

  it("has no target in a target group that was deleted by hand", async () => {
    world.tasks("RUNNING", { t1: running });
    const gone = { $metadata: {}, message: "Target groups not found" };
    world.loadBalancing
      .on(DescribeTargetHealthCommand)
      .rejects(new TargetGroupNotFoundException(gone));
    expect((await world.read())?.targets).to.deep.equal([]);
  });

  it("passes the abort signal to every call", async () => {
    const { signal } = new AbortController();
    world.tasks("RUNNING", { t1: running });
    world.tasks("STOPPED", { t2: { lastStatus: "STOPPED" } });
    await world.read(users.fleets.green, signal);
    const calls = [world.ecs, world.loadBalancing, world.autoScaling].flatMap((mock) =>
      (mock.calls() as { args: unknown[] }[]).map(({ args }) => args[1]),
    );
    expect(calls).to.deep.equal(Array(8).fill({ abortSignal: signal }));
  });

  describe("without a service", () => {
    const arn = "arn:aws:ecs:eu-central-1:123456789012:service/prod/users-green";
    it("is null if ECS does not know the service", async () => {
      world.ecs
        .on(DescribeServicesCommand)
        .resolves({ services: [], failures: [{ arn, reason: "MISSING" }] });
      expect(await world.read()).to.equal(null);
    });

    it("is null if the service was deleted", async () => {
      world.ecs.on(DescribeServicesCommand).resolves({
        services: [service({ status: "INACTIVE", deployments: [] })],
      });
      expect(await world.read()).to.equal(null);
    });

    describe("nor a cluster", () => {
      const sts = mockClient(STSClient);
      const account = "123456789012";
      beforeEach(() => {
        sts.reset();
        sts.on(GetCallerIdentityCommand).resolves({ Account: account });
        world.ecs
          .on(DescribeServicesCommand)
          .rejects(new ClusterNotFoundException({ message: "Cluster not found.", $metadata: {} }));
      });
      after(() => sts.restore());
      const failure = (asOf?: string) =>
        world.read(users.fleets.green, undefined, asOf).catch((thrown: unknown) => thrown);

      it("is null in the environment's own account: somebody deleted the cluster", async () => {
        expect(await failure(account)).to.equal(null);
      });

      it("fails with credentials for another account, or where the account was not recorded", async () => {
        for (const asOf of ["210987654321", undefined]) {
          expect(await failure(asOf)).to.include({
            code: "cluster-missing",
            found:
              "Could not read the fleet `users-green`. " +
              "The ECS cluster does not exist in this region and account.",
          });
        }
      });
    });

    it("fails on any other error", async () => {
      world.ecs
        .on(DescribeServicesCommand)
        .resolves({ services: [], failures: [{ arn, reason: "ACCESS", detail: "why" }] });
      const error = await world.read().catch((thrown: unknown) => thrown);
      expect(error).to.include({
        code: "refused-by-aws",
        found: "ECS does not describe the service `users-green` of cluster `prod`: ACCESS (why).",
      });
    });
  });

  it("covers every page of tasks, with at most a hundred each", async () => {
    const ids = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => taskArn(`t${from + at}`));
    const pages = [ids(0, 100), ids(100, 100), ids(200, 1)];
    world.ecs
      .on(ListTasksCommand, { desiredStatus: "RUNNING" })
      .resolvesOnce({ taskArns: pages[0] ?? [], nextToken: "2" })
      .resolvesOnce({ taskArns: pages[1] ?? [], nextToken: "3" })
      .resolvesOnce({ taskArns: pages[2] ?? [] });
    world.ecs.on(DescribeTasksCommand).callsFake((input: { tasks: string[] }) => ({
      tasks: input.tasks.map((arn) => ({ taskArn: arn, ...running })),
    }));
    const health = await world.read();
    expect(health?.running.map(({ taskId }) => taskId)).to.deep.equal(
      Array.from({ length: 201 }, (_, at) => `t${at}`),
    );
    expect(world.ecs.commandCalls(DescribeTasksCommand).map((call) => call.args[0].input.tasks))
      .to.deep //
      .equal(pages);
    expect(world.ecs.commandCalls(ListTasksCommand)[0]?.args[0].input).to.deep.include({
      cluster: clusterName,
      serviceName: "users-green",
      maxResults: 100,
    });
  });

  it("asks for no Auto Scaling group on Fargate, and for no target group for a worker", async () => {
    const noTargetGroups = { blue: "", green: "" };
    const health = await world.read({
      ...users.fleets.green,
      autoScalingGroup: null,
      targetGroupArns: noTargetGroups,
    });
    expect(health?.targets).to.deep.equal([]);
    expect([...world.autoScaling.calls(), ...world.loadBalancing.calls()]).to.have.length(0);
  });
});
