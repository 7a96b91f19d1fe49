import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { ECS } from "@aws-sdk/client-ecs";
import { expect } from "chai";
import { createAwsTasks } from "../../automation/adapters/aws/oneOffTasks";
import { inventory as exampleInventory, users } from "../automation/adapters/aws/fixtures";
import { defaultSubnet } from "./defaultNetwork";

const region = "eu-central-1";
const key = "bluegreen/r-1/users/beforeSwitch";

/** Real requests and responses of the SDK; moto runs no containers and has no client tokens. */
describe("one-off tasks against moto", () => {
  const tasks = createAwsTasks({ region });
  const ecs = new ECS({ region });
  const inventory = { ...exampleInventory, clusterName: "one-off" };
  let request: Parameters<typeof tasks.start>[1];

  before(async () => {
    await ecs.createCluster({ clusterName: "one-off" });
    const { taskDefinition } = await ecs.registerTaskDefinition({
      family: "users-one-off",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      cpu: "256",
      memory: "512",
      containerDefinitions: [{ name: "users", image: "users", memory: 128 }],
    });
    const taskDefinitionArn = taskDefinition?.taskDefinitionArn ?? "";
    inventory.taskSubnetIds = [await defaultSubnet(region)];
    request = {
      service: users,
      fleet: { ...users.fleets.green, taskDefinitionArn, capacityProvider: null },
      command: ["node", "migrate.cjs"],
      environment: { BLUEGREEN_HOOK: "beforeSwitch" },
      key,
    };
  });

  it("are unknown before they start; then they can be found, inspected and stopped", async () => {
    expect(await tasks.find(inventory, request)).to.equal(null);
    const start = await tasks.start(inventory, request);
    const taskId = start.started ? start.taskId : "";
    expect(taskId).to.match(/^[0-9a-f-]{32,36}$/);
    const found = await tasks.find(inventory, request);
    expect(found).to.include({ taskId, state: "running", exitCode: null });
    const described = await ecs.describeTasks({ cluster: "one-off", tasks: [taskId] });
    expect(described.tasks?.[0]).to.deep.include({ startedBy: key, launchType: "FARGATE" });
    await tasks.stop(inventory, taskId, "timed out after 60 s");
    const stopped = await tasks.look(inventory, users, taskId);
    expect(stopped).to.include({ taskId, state: "stopped" });
    expect(stopped?.reason).to.match(/^timed out after 60 s/);
    expect((await tasks.find(inventory, request))?.state).to.equal("stopped");
  });

  it("are unknown under an invalid id", async () => {
    expect(await tasks.look(inventory, users, "0".repeat(32))).to.equal(null);
  });

  it("have the output in their log stream, or none", async () => {
    const logs = new CloudWatchLogs({ region });
    const logGroupName = users.logGroup;
    await logs.createLogGroup({ logGroupName });
    expect(await tasks.output(inventory, users, "green", "t1")).to.equal("");
    const logStreamName = "green/users/t1";
    await logs.createLogStream({ logGroupName, logStreamName });
    const timestamp = Date.now();
    const logEvents = ["first", "last"].map((message, index) => ({
      message,
      timestamp: timestamp + index,
    }));
    await logs.putLogEvents({ logGroupName, logStreamName, logEvents });
    expect(await tasks.output(inventory, users, "green", "t1")).to.equal("first\nlast");
  });
});
