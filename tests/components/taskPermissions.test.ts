import { expect } from "chai";
import { keptSettings } from "../../config/definition";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import { retire, stage, switchOver } from "../../release/transitions";
import { config, settingsOf } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find } from "./find";
import { phases, programAt, releasedWith } from "./phases";

const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const queue = "arn:aws:sqs:eu-central-1:123456789012:jobs";
const statement = (...actions: string[]) => ({ actions, resources: [queue] });
const role = "arn:aws:iam::123456789012:role/team/users";

const raw = (users: object) =>
  config({ users: { ruleSlot: 0, ...users }, matching: { ruleSlot: 1 } });

function upAt(state: ReleaseState, users: object): Promise<Run> {
  const given = raw(users);
  return runProgram({
    config: { ...given, ...toDerivedConfig(state) },
    deployed: { release: state, colorSecret: "s3cret" },
  });
}

/** Name and whether it is protected, of what the code of `users` may do. */
function granted(run: Run): string[] {
  return ["RolePolicy", "RolePolicyAttachment"].flatMap((type) =>
    all(run, type)
      .filter(({ name }) => name.startsWith("users-task"))
      .map(({ name, protect }) => `${name}${protect ? " protected" : ""}`),
  );
}

const statementsIn = (run: Run) =>
  (
    JSON.parse(find(run, "RolePolicy", "users-task").inputs["policy"] as string) as {
      Statement: object[];
    }
  ).Statement;

describe("what the code of a service may do", () => {
  const before = {
    permissions: [statement("sqs:SendMessage")],
    policyArns: [managed("A"), managed("B")],
  };
  const after = { permissions: [], policyArns: [managed("B"), managed("service-role/C")] };
  const serving = releasedWith(phases.idle, raw(before));

  it("is what its settings say, in policies of its own role", async () => {
    const run = await upAt(serving, before);
    expect(granted(run)).to.deep.equal([
      "users-task protected",
      "users-task-aws:policy/A protected",
      "users-task-aws:policy/B protected",
    ]);
    expect(statementsIn(run)).to.deep.equal([
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queue] },
    ]);
    expect(find(run, "TaskDefinition", "users-blue").inputs["taskRoleArn"]).to.equal(
      "arn:users-task",
    );
    expect(run.outputs!["taskRoleArns"]).to.deep.equal({
      users: "arn:users-task",
      matching: "arn:matching-task",
    });
  });

  it("changes with a release alone: with both versions until the old fleet has stopped", async () => {
    // An edit by itself changes nothing.
    expect(granted(await upAt(serving, after))).to.deep.equal(granted(await upAt(serving, before)));
    const settings = keptSettings(settingsOf(raw(after)).services["users"]!);
    const staged = stage(serving, {
      ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
      services: { users: { image: "users@sha256:3333", size: 2, settings } },
    });
    const both = [
      "users-task",
      "users-task-aws:policy/A",
      "users-task-aws:policy/B protected",
      "users-task-aws:policy/service-role/C",
    ];
    for (const state of [staged, switchOver(staged)]) {
      expect(granted(await upAt(state, after))).to.deep.equal(both);
    }
    expect(granted(await upAt(retire(switchOver(staged)), after))).to.deep.equal([
      "users-task-aws:policy/B protected",
      "users-task-aws:policy/service-role/C protected",
    ]);
  });

  it("is that of the role that its settings name", async () => {
    const run = await upAt(releasedWith(phases.idle, raw({ roleArn: role })), { roleArn: role });
    expect(granted(run)).to.deep.equal([]);
    expect(find(run, "TaskDefinition", "users-blue").inputs["taskRoleArn"]).to.equal(role);
    expect(run.outputs!["taskRoleArns"]).to.deep.include({ users: role });
  });

  it("is nothing in an environment that is built on another: a preview runs anybody's code", async () => {
    const { outputs } = await programAt("idle");
    for (const users of [before, { roleArn: role }]) {
      const state = releasedWith(phases.idle, raw(users));
      const run = await runProgram({
        config: { ...raw(users), foundation: "base", ...toDerivedConfig(state) },
        deployed: { release: state, colorSecret: "s3cret" },
        others: { base: outputs! },
      });
      expect(run.error).to.equal(undefined);
      expect(granted(run)).to.deep.equal([]);
      const { inputs } = find(run, "TaskDefinition", "users-blue");
      expect(inputs["taskRoleArn"]).to.equal("arn:users-task");
    }
  });
});
