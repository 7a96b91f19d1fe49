import {
  DescribeTasksCommand,
  ECSClient,
  ExecuteCommandCommand,
  ListTasksCommand,
  TargetNotConnectedException,
} from "@aws-sdk/client-ecs";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsExecSessions } from "../../../../automation/adapters/aws/execSessions";
import type { TerminalProgram } from "../../../../automation/adapters/terminal";
import { refusalOf } from "../../../support/refusalOf";
import { clusterName, inputsOf, inventory, region, taskArn, users } from "./fixtures";

const request = {
  ...{ inventory, service: users, taskId: "t1", command: ["node", "-p", "1 + 1"] },
  toStderr: false,
};
const session = { sessionId: "ecs-execute-command-1", streamUrl: "wss://s", tokenValue: "t0ken" };
const container = { name: users.containerName, runtimeId: "t1-265927825" };

/** Shapes as documented in the Amazon ECS API Reference; the plugin's arguments as the AWS CLI gives them. */
describe("ECS Exec", () => {
  let ecs: AwsClientStub<ECSClient>;
  let started: TerminalProgram[];
  const sessions = (version: string | null = "1.2.707.0\n") =>
    createAwsExecSessions(
      { region },
      {
        version: () => Promise.resolve(version),
        run: (program) => {
          started.push(program);
          return Promise.resolve(3);
        },
      },
    );

  beforeEach(() => {
    started = [];
    ecs = mockClient(ECSClient);
    ecs.on(DescribeTasksCommand).resolves({ tasks: [{ containers: [container] }] });
    ecs.on(ExecuteCommandCommand).resolves({ session });
  });
  afterEach(() => ecs.restore());

  it("opens a session, and leaves it to AWS's plugin on this terminal", async () => {
    expect(await sessions().run(request)).to.equal(3);
    expect(inputsOf(ecs)).to.deep.equal([
      ["DescribeTasksCommand", { cluster: clusterName, tasks: ["t1"] }],
      [
        "ExecuteCommandCommand",
        {
          ...{ cluster: clusterName, task: "t1", container: users.containerName },
          ...{ interactive: true, command: "node -p '1 + 1'" },
        },
      ],
    ]);
    const [{ env, ...program }] = started as [TerminalProgram];
    expect(program).to.deep.equal({
      file: "session-manager-plugin",
      args: [
        ...["AWS_SSM_START_SESSION_RESPONSE", region, "StartSession", ""],
        `{"Target":"ecs:${clusterName}_t1_t1-265927825"}`,
        `https://ssm.${region}.amazonaws.com`,
      ],
      toStderr: false,
    });
    expect(env["AWS_SSM_START_SESSION_RESPONSE"]).to.equal(
      '{"SessionId":"ecs-execute-command-1","StreamUrl":"wss://s","TokenValue":"t0ken"}',
    );
  });

  it("asks AWS nothing without a plugin that works", async () => {
    expect((await refusalOf(() => sessions(null).run(request))).found).to.equal(
      "`session-manager-plugin` is not on the PATH: ECS Exec connects through it",
    );
    for (const old of ["1.2.463.0", "1.1.999.0", "0.9"]) {
      expect((await refusalOf(() => sessions(old).run(request))).found).to.equal(
        `\`session-manager-plugin\` is ${old}, but 1.2.497 is the oldest that works`,
      );
    }
    const broken = createAwsExecSessions(
      { region },
      {
        version: () => Promise.reject(new Error("spawn session-manager-plugin EACCES")),
        run: () => Promise.resolve(0),
      },
    );
    const { kind, found, reasons } = await refusalOf(() => broken.run(request));
    expect([kind, found, ...reasons]).to.deep.equal([
      "refused",
      "`session-manager-plugin --version` failed on this machine",
      "spawn session-manager-plugin EACCES",
    ]);
    expect(ecs.calls()).to.have.length(0);
    for (const fine of ["1.2.497.0", "1.3.0.0", "2.0.0.0"]) {
      expect(await sessions(fine).run(request)).to.equal(3);
    }
  });

  it("says what it may be when the agent isn't connected", async () => {
    const message = "The execute command failed due to an internal error. Try again later.";
    ecs
      .on(ExecuteCommandCommand)
      .rejects(new TargetNotConnectedException({ message, $metadata: {} }));
    const { found, reasons } = await refusalOf(() => sessions().run(request));
    expect(found).to.equal(
      "task t1 takes no commands: the agent of ECS Exec in it is not connected",
    );
    expect(reasons).to.deep.equal([message]);
    expect(started).to.deep.equal([]);
  });

  it("knows the tasks that run", async () => {
    ecs.on(ListTasksCommand).resolves({ taskArns: ["b", "a", "c"].map(taskArn) });
    ecs.on(DescribeTasksCommand).resolves({
      tasks: ["RUNNING", "RUNNING", "PENDING"].map((lastStatus, index) => ({
        ...{ lastStatus, taskArn: taskArn("bac"[index]!) },
      })),
    });
    expect(await sessions().tasks(inventory, users.fleets.green)).to.deep.equal(["a", "b"]);
  });
});
