import { expect } from "chai";
import { keptSettings } from "../../config/definition";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import { leave, retire, stage, switchBack, switchOver } from "../../release/transitions";
import { config, settingsOf } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, before, find } from "./find";
import { phases, programAt, releasedWith } from "./phases";

const nightly = { cron: "0 3 * * ? *", zone: "Europe/Berlin", command: ["node", "nightly.js"] };
const hourly = { cron: "0 * * * ? *", zone: "UTC", command: ["node", "hourly.js"] };

const raw = (schedules: object, more: object = {}) =>
  config({ users: { ruleSlot: 0, schedules, ...more }, matching: { ruleSlot: 1 } });

async function upAt(state: ReleaseState, given: ReturnType<typeof raw>, more = {}): Promise<Run> {
  const run = await runProgram({
    config: { ...given, ...toDerivedConfig(state), ...more },
    deployed: { release: state, colorSecret: "s3cret" },
    others: { base: (await programAt("idle")).outputs! },
  });
  expect(run.error).to.equal(undefined);
  return run;
}

/** Name and task definition of each schedule, and with how many others of its kind. */
function found(run: Run): string[] {
  const schedules = all(run, "Schedule").map(({ name, inputs, protect }) => {
    const { ecsParameters } = inputs["target"] as { ecsParameters: { taskDefinitionArn: string } };
    return `${name} on ${ecsParameters.taskDefinitionArn}${protect ? ", protected" : ""}`;
  });
  const groups = all(run, "ScheduleGroup").map(
    ({ name, protect }) => `${name}${protect ? ", protected" : ""}`,
  );
  return [...schedules, ...groups];
}

/** A release of `users` that has these schedules, from what was released with the others. */
function releaseFrom(old: object, next: object, image = "users@sha256:3333"): ReleaseState {
  const settings = keptSettings(settingsOf(raw(next)).services["users"]!);
  return stage(releasedWith(phases.idle, raw(old)), {
    ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
    services: { users: { image, size: 2, settings } },
  });
}

describe("schedules", () => {
  const idle = releasedWith(phases.idle, raw({ nightly }));

  it("start tasks of exactly the definition that serves, once, with their name and time", async () => {
    const { inputs } = find(
      await upAt(idle, raw({ nightly })),
      "Schedule",
      "users-schedules-nightly",
    );
    expect(inputs).to.deep.equal({
      name: "nightly",
      groupName: "bluegreen.dev.users",
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "Europe/Berlin",
      flexibleTimeWindow: { mode: "OFF" },
      state: "ENABLED",
      target: {
        arn: "arn:aws:ecs:eu-central-1:123456789012:cluster/bluegreen-dev-1a2b3c4",
        roleArn: "arn:users-schedules",
        ecsParameters: {
          taskDefinitionArn: "arn:users-blue",
          taskCount: 1,
          launchType: "FARGATE",
          networkConfiguration: {
            subnets: ["subnet-c", "subnet-d"],
            securityGroups: ["users-tasks-id"],
            assignPublicIp: false,
          },
          enableEcsManagedTags: true,
          propagateTags: "TASK_DEFINITION",
        },
        input: JSON.stringify({
          containerOverrides: [
            {
              name: "users",
              command: ["node", "nightly.js"],
              environment: [
                { name: "BLUEGREEN_SCHEDULE", value: "nightly" },
                { name: "BLUEGREEN_SCHEDULED_AT", value: "<aws.scheduler.scheduled-time>" },
              ],
            },
          ],
        }),
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
  });

  it("of a service on instances use its fleet's own", async () => {
    const given = raw({ nightly }, { compute: { type: "ec2" } });
    const run = await upAt(releasedWith(phases.idle, given), given);
    const { target } = find(run, "Schedule", "users-schedules-nightly").inputs;
    const { ecsParameters } = target as { ecsParameters: Record<string, unknown> };
    expect(ecsParameters["launchType"]).to.equal(undefined);
    expect(ecsParameters["capacityProviderStrategies"]).to.deep.equal([
      { capacityProvider: "users-blue-1a2b3c4", weight: 1 },
    ]);
  });

  it("may start tasks of this service alone, with its roles alone, for schedules of its group alone", async () => {
    const given = raw({ nightly }, { roleArn: "arn:aws:iam::123456789012:role/team/users" });
    const run = await upAt(releasedWith(phases.idle, given), given);
    const { assumeRolePolicy, path } = find(run, "Role", "users-schedules").inputs;
    expect(path).to.equal("/bluegreen/dev/");
    expect(JSON.parse(assumeRolePolicy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "scheduler.amazonaws.com" },
          Condition: {
            StringEquals: {
              "aws:SourceAccount": "123456789012",
              "aws:SourceArn": "arn:users-schedules",
            },
          },
        },
      ],
    });
    const ecs = "arn:aws:ecs:eu-central-1:123456789012";
    const { policy } = find(run, "RolePolicy", "users-schedules").inputs;
    expect(JSON.parse(policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "ecs:RunTask",
          Resource: [
            `${ecs}:task-definition/bluegreen-dev-users-blue:*`,
            `${ecs}:task-definition/bluegreen-dev-users-green:*`,
          ],
          Condition: { ArnEquals: { "ecs:cluster": `${ecs}:cluster/bluegreen-dev-1a2b3c4` } },
        },
        {
          Effect: "Allow",
          Action: "ecs:TagResource",
          Resource: `${ecs}:task/cluster-1a2b3c4/*`.replace("cluster-", "bluegreen-dev-"),
          Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
        },
        {
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: [
            "arn:users-execution",
            "arn:users-task",
            "arn:aws:iam::123456789012:role/team/users",
          ],
          Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
      ],
    });
  });

  it("move with production, in the same `up`, and back with a rollback", async () => {
    const staged = releaseFrom({ nightly }, { nightly });
    const at = async (state: ReleaseState) => found(await upAt(state, raw({ nightly })));
    const old = ["users-schedules-nightly on arn:users-blue", "users-schedules"];
    const moved = ["users-schedules-nightly on arn:users-green", "users-schedules"];
    expect(await at(staged)).to.deep.equal(old);
    expect(await at(switchOver(staged))).to.deep.equal(moved);
    expect(await at(switchBack(switchOver(staged)))).to.deep.equal(old);
    expect(await at(retire(switchOver(staged)))).to.deep.equal(
      moved.map((one) => `${one}, protected`),
    );
  });

  it("begin, change and end with the switch, whatever the settings say by then", async () => {
    const staged = releaseFrom({ nightly }, { hourly });
    const at = async (state: ReleaseState) => found(await upAt(state, raw({})));
    expect(await at(staged)).to.deep.equal([
      "users-schedules-nightly on arn:users-blue",
      "users-schedules",
    ]);
    expect(await at(switchOver(staged))).to.deep.equal([
      "users-schedules-hourly on arn:users-green",
      "users-schedules",
    ]);
    // IAM takes a while, so role and group are there before the switch.
    const first = releaseFrom({}, { hourly });
    expect(await at(first)).to.deep.equal(["users-schedules"]);
    const last = releaseFrom({ nightly }, {});
    expect(await at(switchOver(last))).to.deep.equal(["users-schedules"]);
    expect(await at(retire(switchOver(last)))).to.deep.equal([]);
  });

  it("end with the service, from which nothing is protected by then", async () => {
    const leaving = leave(releasedWith(phases.idle, raw({ nightly })), {
      ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
      services: ["users"],
    });
    const at = async (state: ReleaseState) => found(await upAt(state, raw({ nightly })));
    expect(await at(leaving)).to.deep.equal([
      "users-schedules-nightly on arn:users-blue",
      "users-schedules",
    ]);
    expect(await at(switchOver(leaving))).to.deep.equal(["users-schedules"]);
  });

  it("move after the names, so that they never hold up clients", async () => {
    const run = await upAt(switchOver(releaseFrom({ nightly }, { nightly })), raw({ nightly }));
    const needed = before(run, find(run, "Schedule", "users-schedules-nightly"));
    expect(needed).to.include("Record users-production");
    expect(run.outputsWaitFor["release"]).to.include("Schedule users-schedules-nightly");
  });

  it("are none before anything serves, and none in a preview", async () => {
    expect(found(await upAt(phases["never released"], raw({ nightly })))).to.deep.equal([
      "users-schedules",
    ]);
    expect(found(await upAt(idle, raw({ nightly }), { foundation: "base" }))).to.deep.equal([]);
  });
});
