import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { order } from "../../localCloud/api/faults";
import type { Properties } from "../../localCloud/control/resource";
import type { EcsService } from "../../localCloud/dataplane/ecsService";
import { reasons } from "./control/reasons";
import { completed, EcsRig, serving } from "./ecsRig";
import { until } from "./fixture";

/** Its number, and a file that says that it was written. */
const numbered = `
  console.log(process.pid);
  require("node:fs").writeFileSync("ready", "");
  setInterval(() => {}, 1000);
`;
const waiting = `console.log("beside " + process.env.WHO); setInterval(() => {}, 1000);`;

describe("the sidecars of a task in the local cloud", () => {
  let rig: EcsRig;
  let count = 0;

  beforeEach(async () => {
    rig = await EcsRig.open();
    await rig.attach();
  });
  afterEach(() => rig.close());

  /** A service of one task in two target groups, as behind two load balancers. */
  async function run(
    sidecar: object,
    source = waiting,
    main: object = {},
    others: readonly object[] = [],
  ): Promise<EcsService> {
    const { fixture, group } = rig;
    count++;
    const image = rig.push(`sidecar${count}`, source);
    const define = rig.define.bind(rig);
    const [vpc] = fixture.cloud.resources.all("aws:ec2/vpc:Vpc");
    const other = await fixture.create("aws:lb/targetGroup:TargetGroup", "other", {
      ...{ vpcId: vpc!.id, targetType: "ip", protocol: "HTTP", port: 8080 },
      healthCheck: { path: "/health", interval: 5, timeout: 2 },
    });
    const { subnets } = rig;
    const edge = await fixture.create("aws:lb/loadBalancer:LoadBalancer", "second", { subnets });
    await fixture.create("aws:lb/listener:Listener", "second", {
      ...{ loadBalancerArn: edge.arn, port: 80, protocol: "HTTP" },
      defaultActions: [{ type: "forward", targetGroupArn: other.arn }],
    });
    rig.define = (users) =>
      fixture.create("aws:ecs/taskDefinition:TaskDefinition", "users", {
        ...{ family: "users", requiresCompatibilities: ["FARGATE"], networkMode: "awsvpc" },
        ...{ cpu: "256", memory: "512" },
        containerDefinitions: JSON.stringify([
          {
            ...{ name: "users", image: users, stopTimeout: 5, ...main },
            portMappings: [{ containerPort: 8080 }],
          },
          {
            ...{ name: "otel", image, environment: [{ name: "WHO", value: "users" }] },
            ...sidecar,
          },
          ...others,
        ]),
      });
    const target = { containerName: "users", containerPort: 8080 };
    const [, service] = await rig.run(rig.push(`v${count}`, serving("here")), {
      desiredCount: 1,
      loadBalancers: [
        { targetGroupArn: group.arn, ...target },
        { targetGroupArn: other.arn, ...target },
      ],
    });
    rig.define = define;
    return service;
  }

  const logOf = (task: { id: string }) =>
    readFileSync(join(rig.fixture.cloud.logDirectory, `${task.id}-otel.log`), "utf8");
  const isRunning = (task: { id: string }) => {
    try {
      return process.kill(Number(logOf(task)), 0);
    } catch {
      return false;
    }
  };
  const first = { dependsOn: [{ containerName: "otel", condition: "HEALTHY" }] };
  const checked = (script: string, more: object = {}) => ({
    healthCheck: { command: ["CMD", "node", "-e", script], interval: 5, ...more },
  });
  const kill = (service: EcsService) => {
    const { arn } = rig.cluster;
    const cluster = String(arn).split("/").at(-1)!;
    return order(rig.fixture.cloud, {
      ...{ kind: "killTask", cluster, service: service.name, sidecar: "otel" },
    });
  };

  it("take it out of both load balancers when they die, and ECS replaces it", async () => {
    const service = await run({});
    await until("it is completed", () => service.describe().rollout.state === "COMPLETED");
    const [task] = service.tasks;
    expect(logOf(task!)).to.equal("beside users\n");
    const healthy = () => service.describe().targets.filter(({ state }) => state === "healthy");
    expect(healthy()).to.have.length(2);
    const { target } = kill(service);
    await until("the task has ended", () => task!.status === "STOPPED");
    expect(task!.stoppedReason).to.equal("Essential container in task exited (otel: SIGKILL)");
    const left = service.describe().targets.filter((one) => one.target === target);
    expect(left.filter(({ state }) => state === "healthy")).to.deep.equal([]);
    await until("another task serves", () => healthy().length === 2);
    expect(healthy().map((one) => one.target)).not.to.include(target);
  });

  it("leave it alone when they are not essential", async () => {
    const service = await run({ essential: false }, numbered);
    await completed(service);
    const [task] = service.tasks;
    expect(isRunning(task!)).to.equal(true);
    kill(service);
    await until("the sidecar has ended", () => !isRunning(task!));
    expect(task!.status).to.equal("RUNNING");
    expect(service.describe().stopped).to.deep.equal([]);
    expect(service.describe().running.map(({ taskId }) => taskId)).to.deep.equal([task!.id]);
  });

  it("are healthy before it starts, where it waits for that", async () => {
    // The first check fails.
    const check = `
      const fs = require("node:fs");
      const file = fs.existsSync("first") ? "second" : "first";
      if (!fs.existsSync(file)) fs.writeFileSync(file, "");
      process.exit(file === "first" ? 1 : 0);
    `;
    const service = await run(checked(check), waiting, first);
    await completed(service);
    const { definition, runningSinceMs } = service.tasks[0]!;
    const { directory } = rig.fixture.cloud.images.find(definition.sidecars![0]!.image)!;
    expect(statSync(join(directory, "second")).mtimeMs).to.be.at.most(runningSinceMs!);
  });

  it("keep it from starting, where it waits for that and they never are, essential or not", async () => {
    const check = checked("process.exit(1)", { retries: 1 });
    const service = await run({ ...check, essential: false }, waiting, first);
    await until("a task has ended", () => service.describe().stopped.length > 0);
    expect(service.describe().stopped[0]!.reason).to.equal(
      "Task failed to start (otel never became healthy)",
    );
  });

  it("end with it when another one can't start", async () => {
    const check = checked(`process.exit(require("node:fs").existsSync("ready") ? 0 : 1)`);
    const other = { name: "late", image: `${rig.repositoryUrl}:none` };
    const service = await run(check, numbered, first, [other]);
    await until("a task has ended", () => service.describe().stopped.length > 0);
    const { taskId, reason } = service.describe().stopped[0]!;
    expect(reason).to.match(/^CannotPullContainerError: .*:none: not found$/);
    expect(Number(logOf({ id: taskId }))).to.be.greaterThan(1);
    await until("its sidecar has ended", () => !isRunning({ id: taskId }));
  });

  const failing: [how: string, command: string[]][] = [
    ["fails", ["node", "-e", "process.exit(1)"]],
    ["hangs", ["node", "-e", "setInterval(() => {}, 1000)"]],
    ["is no program", ["check"]],
  ];
  for (const [how, command] of failing) {
    it(`end it when they become unhealthy: their check ${how}`, async () => {
      const healthCheck = { command: ["CMD", ...command], interval: 5, timeout: 2, retries: 1 };
      const service = await run({ healthCheck });
      await until("a task has ended", () => service.describe().stopped.length > 0);
      expect(service.describe().stopped[0]!.reason).to.equal(
        "Essential container in task exited (otel: failed container health checks)",
      );
    });
  }
});

describe("bounds of a task's containers in the local cloud", () => {
  const refused = (containers: Properties[], more: Properties = {}) =>
    reasons("aws:ecs/taskDefinition:TaskDefinition", {
      ...{ family: "f", requiresCompatibilities: ["FARGATE"], networkMode: "awsvpc" },
      ...{ cpu: "256", memory: "512", ...more },
      containerDefinitions: JSON.stringify(containers.map((one) => ({ image: "i", ...one }))),
    });

  it("are ECS's own", () => {
    const [a, b] = [{ name: "a" }, { name: "b" }];
    const dependsOn = (containerName: string, condition = "START") => ({
      dependsOn: [{ containerName, condition }],
    });
    expect(refused([a, b])).to.deep.equal([]);
    expect(refused([a, a])).to.deep.equal(["Container name 'a' is not unique."]);
    expect(refused([{ ...a, essential: false }])).to.deep.equal([
      "Task definition does not have any essential container.",
    ]);
    expect(
      refused([
        { ...a, cpu: 200 },
        { ...b, cpu: 57 },
      ]),
    ).to.deep.equal(["The cpu of the containers is more than that of the task."]);
    expect(refused([{ ...a, memory: 513 }])).to.deep.equal([
      "The memory of the containers is more than that of the task.",
    ]);
    expect(refused([{ ...a, ...dependsOn("b") }])).to.deep.equal([
      "Invalid dependsOn of a: there is no other container b.",
    ]);
    expect(refused([{ ...a, ...dependsOn("b", "HEALTHY") }, b])).to.deep.equal([
      "Invalid dependsOn of a: b has no health check.",
    ]);
    const firelens = { firelensConfiguration: { type: "fluentbit" } };
    const routed = { logConfiguration: { logDriver: "awsfirelens", options: { Name: "s3" } } };
    expect(
      refused([
        { ...a, ...routed },
        { ...b, ...firelens },
      ]),
    ).to.deep.equal([]);
    expect(refused([{ ...a, ...routed }, b])).to.deep.equal([
      "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be " +
        "configured in one of the containers.",
    ]);
    expect(refused([a, { ...b, ...firelens }])).to.deep.equal([
      "When a firelensConfiguration object is specified, at least one container has to be configured with the " +
        "awsfirelens log driver.",
    ]);
    expect(
      refused([
        { ...a, ...routed },
        { ...b, ...firelens },
        { name: "c", ...firelens },
      ]),
    ).to.deep.equal(["A task definition can have only one firelensConfiguration."]);
    expect(refused([{ ...a, ...routed, ...firelens }])).to.deep.equal([
      "A container with a firelensConfiguration can't use the awsfirelens log driver.",
    ]);
    const configured = (options: object) => [
      { ...a, ...routed },
      { ...b, firelensConfiguration: { type: "fluentbit", options } },
    ];
    expect(refused(configured({ "config-file-type": "file" }))).to.deep.equal([
      "config-file-type and config-file-value need each other.",
    ]);
    const inS3 = configured({ "config-file-type": "s3", "config-file-value": "arn:aws:s3:::a/b" });
    expect(refused(inS3)).to.deep.equal(["Fargate supports only the config-file-type `file`."]);
    expect(refused(inS3, { requiresCompatibilities: ["EC2"] })).to.deep.equal([]);
    expect(refused([{ ...a, logConfiguration: { logDriver: "syslog" } }])).to.have.length(1);
    const eleven = Array.from({ length: 11 }, (_, index) => ({ name: `c${index}` }));
    expect(refused(eleven)).to.have.length(1);
    expect(refused(eleven.slice(1))).to.deep.equal([]);
  });
});
