import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  ConflictException,
  DescribeTasksCommand,
  ECSClient,
  InvalidParameterException,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsTasks } from "../../../../automation/adapters/aws/oneOffTasks";
import {
  clusterName,
  inputsOf,
  inventory,
  region,
  taskArn,
  taskDefinitionArn,
  users,
} from "./fixtures";

const key = "bluegreen/r-1/users/beforeSwitch";
const onInstances = { ...users.fleets.green, taskDefinitionArn: taskDefinitionArn(7) };
const request = {
  service: users,
  fleet: onInstances,
  command: ["node", "migrate.cjs"],
  environment: { BLUEGREEN_HOOK: "beforeSwitch" },
  key,
};
const $metadata = {};

/** Shapes as documented in the API references of Amazon ECS and CloudWatch Logs. */
describe("one-off tasks on ECS", () => {
  let ecs: AwsClientStub<ECSClient>;
  let logs: AwsClientStub<CloudWatchLogsClient>;
  const tasks = createAwsTasks({ region });

  beforeEach(() => {
    ecs = mockClient(ECSClient);
    logs = mockClient(CloudWatchLogsClient);
  });
  afterEach(() => {
    ecs.restore();
    logs.restore();
  });

  it("start where the fleet's own tasks run, once per key", async () => {
    ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn: taskArn("t1") }] });
    expect(await tasks.start(inventory, request)).to.deep.equal({ started: true, taskId: "t1" });
    expect(inputsOf(ecs)).to.deep.equal([
      [
        "RunTaskCommand",
        {
          cluster: clusterName,
          taskDefinition: taskDefinitionArn(7),
          count: 1,
          capacityProviderStrategy: [{ capacityProvider: "users-green", weight: 1 }],
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: ["subnet-1", "subnet-2"],
              securityGroups: ["sg-0123456789abcdef0"],
              assignPublicIp: "DISABLED",
            },
          },
          overrides: {
            containerOverrides: [
              {
                name: "users",
                command: ["node", "migrate.cjs"],
                environment: [{ name: "BLUEGREEN_HOOK", value: "beforeSwitch" }],
              },
            ],
          },
          startedBy: key,
          clientToken: key,
          propagateTags: "TASK_DEFINITION",
        },
      ],
    ]);
  });

  it("start on Fargate if the fleet has no instances", async () => {
    ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn: taskArn("t1") }] });
    await tasks.start(inventory, { ...request, fleet: { ...onInstances, capacityProvider: null } });
    const [[, input]] = inputsOf(ecs) as [[string, Record<string, unknown>]];
    expect(input)
      .to.include({ launchType: "FARGATE" })
      .and.not.have.key("capacityProviderStrategy");
  });

  it("do not start while ECS reports no capacity, in any of its ways", async () => {
    ecs.on(RunTaskCommand).resolves({ failures: [{ reason: "RESOURCE:MEMORY" }] });
    expect(await tasks.start(inventory, request)).to.deep.equal({
      started: false,
      reason: "ECS placed no task: RESOURCE:MEMORY",
    });
    const message = "No Container Instances were found in your capacity provider.";
    ecs.reset();
    ecs.on(RunTaskCommand).rejects(new InvalidParameterException({ message, $metadata }));
    expect(await tasks.start(inventory, request)).to.deep.equal({
      started: false,
      reason: `ECS placed no task: ${message}`,
    });
  });

  it("are the earlier task if the key is in use, whatever its command", async () => {
    const message = "The provided clientToken is already in use.";
    const conflict = new ConflictException({ message, resourceIds: [taskArn("t0")], $metadata });
    ecs.on(RunTaskCommand).rejects(conflict);
    expect(await tasks.start(inventory, request)).to.deep.equal({ started: true, taskId: "t0" });
  });

  it("name the missing permission", async () => {
    const denied = Object.assign(
      new Error(
        "User: arn:aws:iam::1:user/ci is not authorized to perform: ecs:RunTask on resource: r",
      ),
      { name: "AccessDeniedException", $fault: "client" },
    );
    ecs.on(RunTaskCommand).rejects(denied);
    const error = await tasks.start(inventory, request).catch((thrown: unknown) => thrown);
    expect(error).to.include({
      code: "access-denied",
      found:
        `Could not start the task \`${key}\`. ` +
        "IAM does not allow `arn:aws:iam::1:user/ci` `ecs:RunTask` on `r`.",
    });
  });

  it("are found by their key among the family's tasks, running or stopped", async () => {
    const stopped = [taskArn("t1"), taskArn("t2")];
    ecs.on(ListTasksCommand, { desiredStatus: "RUNNING" }).resolves({ taskArns: [] });
    ecs.on(ListTasksCommand, { desiredStatus: "STOPPED" }).resolves({ taskArns: stopped });
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        { taskArn: taskArn("t1"), startedBy: "ecs-svc/1", lastStatus: "STOPPED" },
        {
          taskArn: taskArn("t2"),
          startedBy: key,
          lastStatus: "STOPPED",
          stoppedReason: "Essential container in task exited",
          containers: [{ name: "users", exitCode: 3 }],
        },
      ],
    });
    expect(await tasks.find(inventory, request)).to.deep.equal({
      taskId: "t2",
      state: "stopped",
      exitCode: 3,
      reason: "Essential container in task exited; container users: exit code 3",
    });
    const [name, input] = inputsOf(ecs)[0] as [string, object];
    expect(name).to.equal("ListTasksCommand");
    expect(input).to.include({ family: "users-green", desiredStatus: "RUNNING" });
    expect(input).to.not.have.any.keys("startedBy", "serviceName");
    expect(await tasks.find(inventory, { ...request, key: "bluegreen/r-2/x" })).to.equal(null);
  });

  it("are pending, running, stopped, or unknown", async () => {
    const look = async (lastStatus: string, exitCode?: number) => {
      const containers = [{ name: "users", exitCode }];
      ecs.on(DescribeTasksCommand).resolves({
        tasks: [{ taskArn: taskArn("t1"), lastStatus, containers }],
      });
      const { state, exitCode: code } = (await tasks.look(inventory, users, "t1"))!;
      return [state, code];
    };
    expect(await look("PROVISIONING")).to.deep.equal(["pending", null]);
    expect(await look("RUNNING")).to.deep.equal(["running", null]);
    expect(await look("DEPROVISIONING", 0)).to.deep.equal(["running", null]);
    expect(await look("STOPPED", 0)).to.deep.equal(["stopped", 0]);
    expect(await look("STOPPED")).to.deep.equal(["stopped", null]);
    ecs.on(DescribeTasksCommand).resolves({ tasks: [], failures: [{ reason: "MISSING" }] });
    expect(await tasks.look(inventory, users, "t1")).to.equal(null);
  });

  it("are stopped with a reason", async () => {
    ecs.on(StopTaskCommand).resolves({});
    await tasks.stop(inventory, "t1", "timed out after 60 s");
    expect(inputsOf(ecs)).to.deep.equal([
      ["StopTaskCommand", { cluster: clusterName, task: "t1", reason: "timed out after 60 s" }],
    ]);
  });

  it("have the last lines of their log as output, and none without a log", async () => {
    logs.on(GetLogEventsCommand).resolves({ events: [{ message: "one" }, { message: "two" }] });
    expect(await tasks.output(inventory, users, "green", "t1")).to.equal("one\ntwo");
    expect(inputsOf(logs)).to.deep.equal([
      [
        "GetLogEventsCommand",
        {
          logGroupName: "/bluegreen/prod/users",
          logStreamName: "green/users/t1",
          limit: 50,
          startFromHead: false,
        },
      ],
    ]);
    const missing = Object.assign(new Error("no stream"), { name: "ResourceNotFoundException" });
    logs.on(GetLogEventsCommand).rejects(missing);
    expect(await tasks.output(inventory, users, "green", "t1")).to.equal("");
    const denied = Object.assign(
      new Error("User: u is not authorized to perform: logs:GetLogEvents"),
      {
        name: "AccessDeniedException",
        $fault: "client",
      },
    );
    logs.on(GetLogEventsCommand).rejects(denied);
    expect(await tasks.output(inventory, users, "green", "t1")).to.match(
      /^\(the log could not be read: .*`logs:GetLogEvents`/,
    );
  });
});
