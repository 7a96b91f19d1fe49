import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { order } from "../../localCloud/api/faults";
import { checkInputs } from "../../localCloud/control/check";
import { registry } from "../../localCloud/control/registry";
import type { Properties } from "../../localCloud/control/resource";
import type { EcsService } from "../../localCloud/dataplane/ecsService";
import { Random } from "../../localCloud/random";
import { completed, EcsRig, serving } from "./ecsRig";
import { until } from "./fixture";

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
  async function run(sidecar: object, source = waiting, main: object = {}): Promise<EcsService> {
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
    const service = await run({ essential: false });
    await completed(service);
    const [task] = service.tasks;
    kill(service);
    await until("it is still there", () => task!.status === "RUNNING");
    expect(service.describe().stopped).to.deep.equal([]);
    expect(service.describe().running.map(({ taskId }) => taskId)).to.deep.equal([task!.id]);
  });

  it("are healthy before it starts, where it waits for that", async () => {
    const healthCheck = { command: ["CMD", "node", "-e", ""], interval: 5 };
    const main = { dependsOn: [{ containerName: "otel", condition: "HEALTHY" }] };
    const service = await run({ healthCheck }, waiting, main);
    await completed(service);
    expect(service.tasks[0]!.status).to.equal("RUNNING");
  });

  it("end it when they become unhealthy", async () => {
    const healthCheck = { command: ["CMD", "node", "-e", "process.exit(1)"], interval: 5 };
    const service = await run({ healthCheck: { ...healthCheck, retries: 1 } });
    await until("a task has ended", () => service.describe().stopped.length > 0);
    expect(service.describe().stopped[0]!.reason).to.equal(
      "Essential container in task exited (otel: failed container health checks)",
    );
  });
});

describe("bounds of a task's containers in the local cloud", () => {
  function reasons(containers: Properties[], more: Properties = {}): string[] {
    const inputs = {
      ...{ family: "f", requiresCompatibilities: ["FARGATE"], networkMode: "awsvpc" },
      ...{ cpu: "256", memory: "512", ...more },
      containerDefinitions: JSON.stringify(containers.map((one) => ({ image: "i", ...one }))),
    };
    const type = registry.get("aws:ecs/taskDefinition:TaskDefinition")!;
    return checkInputs(type, "it", {}, inputs, new Random(1)).failures.map(({ reason }) => reason);
  }

  it("are ECS's own", () => {
    const [a, b] = [{ name: "a" }, { name: "b" }];
    const dependsOn = (containerName: string, condition = "START") => ({
      dependsOn: [{ containerName, condition }],
    });
    expect(reasons([a, b])).to.deep.equal([]);
    expect(reasons([a, a])).to.deep.equal(["Container name 'a' is not unique."]);
    expect(reasons([{ ...a, essential: false }])).to.deep.equal([
      "Task definition does not have any essential container.",
    ]);
    expect(
      reasons([
        { ...a, cpu: 200 },
        { ...b, cpu: 57 },
      ]),
    ).to.deep.equal(["The cpu of the containers is more than that of the task."]);
    expect(reasons([{ ...a, memory: 513 }])).to.deep.equal([
      "The memory of the containers is more than that of the task.",
    ]);
    expect(reasons([{ ...a, ...dependsOn("b") }])).to.deep.equal([
      "Invalid dependsOn of a: there is no other container b.",
    ]);
    expect(reasons([{ ...a, ...dependsOn("b", "HEALTHY") }, b])).to.deep.equal([
      "Invalid dependsOn of a: b has no health check.",
    ]);
    const eleven = Array.from({ length: 11 }, (_, index) => ({ name: `c${index}` }));
    expect(reasons(eleven)).to.have.length(1);
    expect(reasons(eleven.slice(1))).to.deep.equal([]);
  });
});
