import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { Beside, BesideEnvironment } from "../../components/stack/beside";
import { toDerivedConfig } from "../../release/derivedConfig";
import { withFreeze } from "../../release/freeze";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { find } from "./find";
import { environment, phases, programAt } from "./phases";

async function withBeside(beside: Beside, settings = environment): Promise<Run> {
  const { outputs } = await programAt("idle");
  return runProgram({ config: settings, deployed: outputs!, beside });
}

async function refused(beside: Beside): Promise<string> {
  const { error } = await withBeside(beside);
  expect(pulumi.RunError.isInstance(error), String(error)).to.equal(true);
  return error!.message.split("\n")[0]!;
}

const policyOf = (environment: BesideEnvironment) =>
  new aws.iam.RolePolicy("users-jobs", {
    role: environment.service("users").taskRoleName,
    policy: "{}",
  });

describe("resources of a team's own", () => {
  before(() => programAt("idle"));

  it("are registered with the environment's, which they change in nothing", async () => {
    const run = await withBeside((environment) => void policyOf(environment));
    expect(run.error?.message).to.equal(undefined);
    expect(find(run, "RolePolicy", "users-jobs")).to.deep.include({
      inputs: { role: "users-task-1a2b3c4", policy: "{}" },
      parent: undefined,
      dependsOn: ["Role users-task"],
    });
    const { outputs } = await programAt("idle");
    const alone = await runProgram({ config: environment, deployed: outputs! });
    const others = run.resources.filter(({ name }) => name !== "users-jobs");
    const sorted = (all: Run["resources"]) => all.map((one) => JSON.stringify(one)).sort();
    expect(sorted(others)).to.deep.equal(sorted(alone.resources));
    expect(run.outputs).to.deep.equal(alone.outputs);
  });

  it("may refer to what the environment has", async () => {
    const services = {
      users: { ruleSlot: 0, port: 8080, repository: "registry.example/users" },
      mailer: {
        kind: "worker",
        selfTest: { command: ["true"] },
        roleArn: "arn:aws:iam::123456789012:role/mailer",
      },
    };
    const run = await runProgram({
      config: { ...config(services), tags: { team: "accounts" } },
      beside: ({ service, ...others }) => ({
        own: { ...others, users: service("users"), mailer: service("mailer") },
      }),
    });
    expect(run.error?.message).to.equal(undefined);
    const loadBalancer = (color: string) => ({
      arn: `arn:edge-${color}`,
      arnSuffix: `suffix:edge-${color}`,
      dnsName: `edge-${color}.elb.example`,
      securityGroupId: `edge-${color}-id`,
    });
    expect(run.outputs!["own"]).to.deep.equal({
      foundation: undefined,
      vpcId: "vpc-1",
      publicSubnetIds: ["subnet-a", "subnet-b"],
      privateSubnetIds: ["subnet-c", "subnet-d"],
      cluster: {
        arn: "arn:aws:ecs:eu-central-1:123456789012:cluster/bluegreen-dev-1a2b3c4",
        name: "bluegreen-dev-1a2b3c4",
      },
      loadBalancers: { blue: loadBalancer("blue"), green: loadBalancer("green") },
      serviceNames: ["users", "mailer"],
      tags: { team: "accounts", project: "bluegreen", environment: "dev" },
      users: {
        productionName: "users.dev.example.com",
        securityGroupId: "users-tasks-id",
        taskRoleArn: "arn:users-task",
        taskRoleName: "users-task-1a2b3c4",
        logGroupName: "/bluegreen/dev/users",
        repositoryUrl: "registry.example/users",
      },
      mailer: {
        productionName: undefined,
        securityGroupId: "mailer-tasks-id",
        taskRoleArn: "arn:aws:iam::123456789012:role/mailer",
        taskRoleName: "mailer-task-1a2b3c4",
        logGroupName: "/bluegreen/dev/mailer",
        repositoryUrl: "registry.example/bluegreen/dev/mailer",
      },
    });
  });

  it("have outputs, which stay secret in an `up` that only records something", async () => {
    const run = await withBeside(() =>
      Promise.resolve({ queue: "jobs", password: pulumi.secret("s3cret") }),
    );
    expect(run.outputs).to.deep.include({ queue: "jobs", password: "s3cret" });
    expect(run.secretOutputs).to.have.members(["colorSecret", "password"]);
    const frozen = withFreeze(phases.idle, {
      ...{ until: "2026-01-02T00:00:00.000Z", reason: "incident", at: "2026-01-01T00:00:00.000Z" },
      by: { name: "ann@vm", known: "claimed" },
    });
    const deployed = { ...run.outputs!, release: phases.idle };
    const recorded = await runProgram({
      config: toDerivedConfig(frozen),
      ...{ deployed, only: "record" as const },
    });
    expect(recorded.outputs).to.deep.include({ queue: "jobs", password: "s3cret" });
    expect(recorded.secretOutputs).to.have.members(["colorSecret", "password"]);
  });

  it("are refused where they would replace an output of the environment", async () => {
    expect(await refused(() => ({ release: {}, urls: {}, queue: "jobs" }))).to.equal(
      "the function given to `programWith` returns `release`, `urls`: the environment has outputs of that name",
    );
    for (const wrong of ["jobs", ["jobs"], pulumi.output({ queue: "jobs" })]) {
      expect(await refused(() => wrong)).to.equal(
        "the function given to `programWith` must return outputs by name",
      );
    }
  });

  it("say which service the settings lack, and where their code fails", async () => {
    expect(await refused(({ service }) => ({ role: service("user").taskRoleArn }))).to.equal(
      "the settings have no service `user`; did you mean users?",
    );
    const { error } = await withBeside(() => {
      throw new TypeError("queue is not a function");
    });
    const [found, ...where] = error!.message.split("\n");
    expect(found).to.equal("the function given to `programWith` failed: queue is not a function");
    expect(where[0]).to.match(/^at .*beside\.test\.ts:\d+:\d+/);
  });
});
