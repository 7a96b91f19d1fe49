import { expect } from "chai";
import { createLocalTasks } from "../../../localCloud/world/oneOffTasks";
import type { Inventory } from "../../../release/inventory";
import type { OneOffRequest } from "../../../automation/world/oneOffTasks";
import type { Properties } from "../../../localCloud/control/resource";
import { ControlServer } from "../../../localCloud/api/server";
import { type CloudClient, cloudClient } from "../../../localCloud/api/client";
import { Fixture, refusal } from "../fixture";
import { setTimeout as delay } from "node:timers/promises";

const nowhere = {} as Inventory;
const service = { containerName: "users", securityGroupId: "sg-1" } as OneOffRequest["service"];

/** The deployer's own adapter against the local cloud's API. */
describe("one-off tasks of the local cloud", () => {
  let fixture: Fixture;
  let server: ControlServer;
  let definition: Properties;
  let cloud: CloudClient;

  beforeEach(async () => {
    fixture = await Fixture.open();
    server = new ControlServer(fixture.cloud);
    await server.open(0);
    cloud = cloudClient(server.url);
    await fixture.create("aws:ecr/repository:Repository", "users", {
      name: "users",
      imageTagMutability: "IMMUTABLE",
    });
    const { uri } = fixture.cloud.images.push(
      "users",
      "v1",
      fixture.image("v1", "process.exit(9)"),
    );
    definition = await fixture.create("aws:ecs/taskDefinition:TaskDefinition", "users", {
      family: "users",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: JSON.stringify([
        { name: "users", image: uri, portMappings: [{ containerPort: 8080 }], stopTimeout: 5 },
      ]),
    });
  });
  afterEach(() => {
    server.close();
    fixture.close();
  });

  const request = (script: string, more: Partial<OneOffRequest> = {}): OneOffRequest => ({
    service,
    fleet: {
      taskDefinitionArn: String(definition.arn),
      capacityProvider: null,
    } as OneOffRequest["fleet"],
    command: ["node", "-e", script],
    environment: { WHAT: "this" },
    key: "bluegreen/r-1/users/x",
    ...more,
  });

  async function ended(taskId: string) {
    for (;;) {
      const task = await createLocalTasks(cloud).look(nowhere, service, taskId);
      if (task?.state === "stopped") return task;
      await delay(20);
    }
  }

  async function run(wanted: OneOffRequest) {
    const start = await createLocalTasks(cloud).start(nowhere, wanted);
    if (!start.started) throw new Error(start.reason);
    return ended(start.taskId);
  }

  it("run another command in the image's directory, with its digest, and report how it ended", async () => {
    const script = `console.log(process.env.WHAT, process.env.IMAGE_DIGEST.slice(0, 7),
      require("node:fs").readdirSync(".").join()); process.exit(3)`;
    const { taskId, ...rest } = await run(request(script));
    expect(rest).to.deep.equal({
      state: "stopped",
      exitCode: 3,
      reason: "Essential container in task exited (users: exit code 3)",
    });
    expect(await cloud.taskOutput(taskId)).to.equal("this sha256: server.cjs");
  });

  it("start once per key, until they are forgotten", async () => {
    const tasks = createLocalTasks(cloud);
    const { taskId } = await run(request(""));
    expect(await tasks.start(nowhere, request(""))).to.deep.equal({ started: true, taskId });
    expect((await tasks.find(nowhere, request("")))?.taskId).to.equal(taskId);
    await cloud.fault({ kind: "forgetTasks" });
    expect(await tasks.find(nowhere, request(""))).to.equal(null);
    expect((await run(request(""))).taskId).to.not.equal(taskId);
  });

  it("stop when told to", async () => {
    const tasks = createLocalTasks(cloud);
    const start = await tasks.start(nowhere, request("setInterval(() => {}, 1000)"));
    const taskId = start.started ? start.taskId : "";
    let state: string | undefined;
    while (state !== "running") state = (await tasks.look(nowhere, service, taskId))?.state;
    await tasks.stop(nowhere, taskId, "timed out after 5 s");
    expect(await ended(taskId)).to.include({ exitCode: null, reason: "timed out after 5 s" });
  });

  it("need an instance if the fleet runs on instances", async () => {
    const fleet = { ...request("").fleet, capacityProvider: "users-green" };
    const start = await createLocalTasks(cloud).start(nowhere, request("", { fleet }));
    expect(start).to.have.property("started", false);
    expect(start).to.have.property("reason").that.contains("No Container Instances were found");
  });

  it("fail if the image has no such program, and are refused without a task definition", async () => {
    const { exitCode, reason } = await run(request("", { command: ["migrate"] }));
    expect({ exitCode, reason }).to.deep.equal({
      exitCode: null,
      reason:
        'ResourceInitializationError: Error: exec: "migrate": executable file not found in $PATH',
    });
    const fleet = { ...request("").fleet, taskDefinitionArn: "arn:none" };
    expect(
      await refusal(createLocalTasks(cloud).start(nowhere, request("", { fleet, key: "other" }))),
    ).to.equal("ClientException: TaskDefinition arn:none not found.");
  });
});
