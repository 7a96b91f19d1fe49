import { expect } from "chai";
import { schedule, scheduleType } from "../../localCloud/control/schedule";
import { scheduleGroupType } from "../../localCloud/control/scheduleGroup";
import type { Properties } from "../../localCloud/control/resource";
import { Scheduler } from "../../localCloud/scheduler";
import { firings } from "../../localCloud/views/firings";
import { reasons } from "./control/reasons";
import { EcsRig } from "./ecsRig";
import { refusal, until } from "./fixture";

const says = `console.log(process.env.BLUEGREEN_SCHEDULE, process.env.BLUEGREEN_SCHEDULED_AT)`;
const trust = (service: string, source: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        Condition: { StringEquals: { "aws:SourceArn": source } },
      },
    ],
  });

describe("a schedule in the local cloud", () => {
  let rig: EcsRig;
  let scheduler: Scheduler;
  let group: Properties;
  let role: Properties;
  let definition: Properties;

  beforeEach(async () => {
    rig = await EcsRig.open();
    const { fixture } = rig;
    group = await fixture.create(scheduleGroupType, "jobs", { name: "shop.dev.users" });
    const assumeRolePolicy = trust("scheduler.amazonaws.com", String(group.arn));
    role = await fixture.create("aws:iam/role:Role", "jobs", { assumeRolePolicy });
    definition = await rig.define(rig.push("v1", says));
    scheduler = new Scheduler(fixture.cloud);
    // A minute of it.
    Object.assign(fixture.cloud.options, { minuteSeconds: 0.1 });
  });
  afterEach(() => {
    scheduler.close();
    rig.close();
  });

  const allow = () =>
    rig.fixture.create("aws:iam/rolePolicy:RolePolicy", "jobs", {
      role: role.name,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "ecs:RunTask",
            Resource: String(definition.arn).replace(/\d+$/, "*"),
          },
        ],
      }),
    });

  const inputs = (cron = "* * * * ? *", target: object = {}): Properties => ({
    name: "often",
    groupName: "shop.dev.users",
    scheduleExpression: `cron(${cron})`,
    scheduleExpressionTimezone: "Europe/Berlin",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: rig.cluster.arn,
      roleArn: role.arn,
      ecsParameters: {
        taskDefinitionArn: definition.arn,
        taskCount: 1,
        launchType: "FARGATE",
        networkConfiguration: { subnets: rig.subnets, securityGroups: ["sg-1"] },
      },
      input: JSON.stringify({
        containerOverrides: [
          {
            name: "users",
            environment: [
              { name: "BLUEGREEN_SCHEDULE", value: "often" },
              { name: "BLUEGREEN_SCHEDULED_AT", value: "<aws.scheduler.scheduled-time>" },
            ],
          },
        ],
      }),
      ...target,
    },
  });
  const made = () => rig.fixture.create(scheduleType, "often", inputs());
  const found = () => firings(rig.fixture.cloud);

  it("starts a task for each of its minutes, which knows its time, until it is deleted", async () => {
    await allow();
    const state = await made();
    scheduler.open();
    await until("the first three have run", () => {
      const first = found().slice(0, 3);
      return first.length === 3 && first.every(({ exitCode }) => exitCode === 0);
    });
    await rig.fixture.delete(scheduleType, "often", state);
    const all = found();
    const minutes = all.map(({ scheduledAt }) => Date.parse(scheduledAt) / 60_000);
    expect(minutes).to.deep.equal(minutes.map((_, index) => minutes[0]! + index));
    for (const one of all.slice(0, 3)) {
      expect(one).to.deep.include({
        schedule: "shop.dev.users/often",
        taskDefinitionArn: definition.arn,
        problem: "",
        output: `often ${one.scheduledAt}`,
      });
    }
    await until("more minutes have passed", () => Date.now() > all.at(-1)!.startedMs + 350);
    expect(found().length).to.equal(all.length);
  });

  it("starts none at other times", async () => {
    await allow();
    await rig.fixture.create(scheduleType, "often", inputs("0 0 1 1 ? 2199"));
    scheduler.open();
    const startedMs = Date.now();
    await until("minutes have passed", () => Date.now() > startedMs + 350);
    expect(found()).to.deep.equal([]);
  });

  it("starts none from a definition that is deregistered, or with a role that may not", async () => {
    await made();
    scheduler.open();
    const failed = async (problem: string) => {
      await until(`it fails: ${problem}`, () => found().at(-1)?.problem === problem);
      expect(found().at(-1)!.taskId).to.equal(null);
    };
    await failed(
      `AccessDeniedException: ecs:RunTask on ${String(definition.arn).replace(/\d+$/, "*")}`,
    );
    await allow();
    await until("it starts one", () => found().at(-1)!.taskId !== null);
    await rig.fixture.delete("aws:ecs/taskDefinition:TaskDefinition", "users", definition);
    await failed(`ClientException: TaskDefinition is inactive: ${String(definition.arn)}`);
  });

  it("needs a group, and a role that EventBridge Scheduler may assume for it", async () => {
    const create = (given: Properties) => refusal(rig.fixture.create(scheduleType, "often", given));
    expect(await create({ ...inputs(), groupName: "shop.dev.other" })).to.contain(
      "Schedule group shop.dev.other does not exist",
    );
    const others = { assumeRolePolicy: trust("ecs-tasks.amazonaws.com", String(group.arn)) };
    const { arn } = await rig.fixture.create("aws:iam/role:Role", "others", others);
    const elsewhere = { assumeRolePolicy: trust("scheduler.amazonaws.com", "arn:of-another") };
    const { arn: foreign } = await rig.fixture.create("aws:iam/role:Role", "elsewhere", elsewhere);
    for (const roleArn of [arn, foreign]) {
      expect(await create(inputs("* * * * ? *", { roleArn }))).to.contain(
        "must allow AWS EventBridge Scheduler to assume the role",
      );
    }
    await made();
    expect(await create(inputs())).to.contain("shop.dev.users/often already exists");
  });

  it("is checked as strictly as AWS checks it", () => {
    const wrong = (more: object) => reasons(schedule.token, { ...inputs(), ...more });
    expect(wrong({})).to.deep.equal([]);
    expect(wrong({ name: "x".repeat(65) })).to.have.length(1);
    expect(wrong({ scheduleExpression: "cron(0 3 * * *)" })).to.deep.equal([
      "Invalid Schedule Expression",
    ]);
    expect(wrong({ scheduleExpressionTimezone: "Berlin" })).to.deep.equal(["is not a time zone"]);
    const target = inputs().target as { ecsParameters: object };
    const both = { launchType: "FARGATE", capacityProviderStrategies: [] };
    const ecsParameters = { ...target.ecsParameters, ...both };
    expect(wrong({ target: { ...target, ecsParameters } })).to.not.deep.equal([]);
    const input = JSON.stringify({
      containerOverrides: [{ name: "users", command: ["x".repeat(8192)] }],
    });
    expect(wrong({ target: { ...target, input } })).to.deep.equal([
      "must be overrides of one container, of up to 8192 characters",
    ]);
  });
});
