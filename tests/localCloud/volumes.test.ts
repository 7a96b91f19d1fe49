import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { serviceWorld } from "../../localCloud/control/ecsPlacement";
import { order } from "../../localCloud/api/faults";
import { Task } from "../../localCloud/dataplane/task";
import { Fixture, until } from "./fixture";

/** Writes what it finds, then leaves a note in each of its volumes. */
const source = `
  const { existsSync, readFileSync, writeFileSync } = require("node:fs");
  const found = {};
  for (const [path, folder] of Object.entries(JSON.parse(process.env.MOUNTS))) {
    const file = folder + "/note";
    found[path] = existsSync(file) ? readFileSync(file, "utf8") : "empty";
    writeFileSync(file, process.env.NOTE);
  }
  console.log(JSON.stringify(found));
  setInterval(() => {}, 1000);
`;

describe("the volumes of a task in the local cloud", () => {
  let fixture: Fixture;
  let started = 0;

  beforeEach(async () => {
    started = 0;
    fixture = await Fixture.open();
    await fixture.create("aws:ecr/repository:Repository", "users", { name: "users" });
  });
  afterEach(() => fixture.close());

  async function run(): Promise<Task> {
    const { cloud } = fixture;
    started++;
    const { uri } =
      started === 1
        ? cloud.images.push("users", "v1", fixture.image("v1", source))
        : { uri: "users:v1" };
    const configuration = { fileSystemId: "fs-01234567", transitEncryption: "ENABLED" };
    const authorizationConfig = { accessPointId: "fsap-01234567", iam: "ENABLED" };
    const { arn: taskRoleArn } = await fixture.create("aws:iam/role:Role", `tasks-${started}`, {
      assumeRolePolicy: "{}",
      name: `tasks-${started}`,
    });
    const { arn } = await fixture.create("aws:ecs/taskDefinition:TaskDefinition", "users", {
      ...{ family: "users", requiresCompatibilities: ["FARGATE"], networkMode: "awsvpc" },
      ...{ cpu: "256", memory: "512", taskRoleArn },
      volumes: [
        { name: "tmp" },
        { name: "data", efsVolumeConfiguration: { ...configuration, authorizationConfig } },
      ],
      containerDefinitions: JSON.stringify([
        {
          ...{ name: "users", image: uri },
          environment: [{ name: "NOTE", value: `of task ${started}` }],
          mountPoints: [
            { sourceVolume: "tmp", containerPath: "/tmp" },
            { sourceVolume: "data", containerPath: "/data", readOnly: true },
          ],
        },
      ]),
    });
    const definition = cloud.taskDefinitions.get(String(arn))!;
    const task = new Task(`task${started}`, "1", definition, [], serviceWorld(cloud, null));
    await task.start();
    return task;
  }

  async function found(task: Task): Promise<unknown> {
    const said = () => (existsSync(task.logFile) ? readFileSync(task.logFile, "utf8") : "");
    await until("it has looked", () => said().includes("\n"));
    task.kill();
    await task.ended;
    return JSON.parse(said());
  }

  it("are an empty folder of its own, and a file system with what other tasks left there", async () => {
    expect(await found(await run())).to.deep.equal({ "/tmp": "empty", "/data": "empty" });
    expect(await found(await run())).to.deep.equal({ "/tmp": "empty", "/data": "of task 1" });
  });

  it("keep it from starting if a file system does not exist", async () => {
    order(fixture.cloud, { kind: "missingFileSystem", id: "fs-01234567", on: true });
    const task = await run();
    expect([task.status, task.failed]).to.deep.equal(["STOPPED", true]);
    expect(task.stoppedReason).to.equal(
      "ResourceInitializationError: Error: failed to invoke EFS utils commands to set up EFS volumes: " +
        'Failed to resolve "fs-01234567"',
    );
    order(fixture.cloud, { kind: "missingFileSystem", id: "fs-01234567", on: false });
    expect((await run()).status).to.equal("RUNNING");
  });
});
