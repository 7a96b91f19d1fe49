import { expect } from "chai";
import { keptSettings } from "../../config/definition";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import { retire, stage, switchOver } from "../../release/transitions";
import { config, settingsOf } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find } from "./find";
import { phases, programAt, releasedWith } from "./phases";

const raw = (exec: boolean) =>
  config({
    users: { ruleSlot: 0, readonlyRootFilesystem: false, exec },
    matching: { ruleSlot: 1 },
  });

function upAt(state: ReleaseState, exec: boolean, more: object = {}): Promise<Run> {
  return runProgram({
    config: { ...raw(exec), ...toDerivedConfig(state), ...more },
    deployed: { release: state, colorSecret: "s3cret" },
  });
}

/** What may run commands, and the permissions for it. */
function found(run: Run): string[] {
  const services = all(run, "Service")
    .filter(({ inputs }) => inputs["enableExecuteCommand"] === true)
    .map(({ name }) => name);
  const policies = all(run, "RolePolicy")
    .filter(({ name }) => name === "users-exec")
    .map(({ name, protect }) => `${name}${protect ? " protected" : ""}`);
  return [...services, ...policies];
}

describe("commands in running tasks", () => {
  const without = releasedWith(phases.idle, raw(false));
  const withExec = releasedWith(phases.idle, raw(true));

  it("are taken by what was released with `exec`, whose code then may talk to Session Manager", async () => {
    const run = await upAt(withExec, true);
    expect(found(run)).to.deep.equal(["users-blue", "users-exec protected"]);
    const { role, policy } = find(run, "RolePolicy", "users-exec").inputs;
    expect(role).to.equal("users-task-1a2b3c4");
    expect(JSON.parse(policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
          ],
          Resource: "*",
        },
      ],
    });
  });

  it("come and go with a release alone", async () => {
    expect(found(await upAt(without, true))).to.deep.equal([]);
    expect(found(await upAt(withExec, false))).to.deep.equal(found(await upAt(withExec, true)));
    const settings = keptSettings(settingsOf(raw(true)).services["users"]!);
    const staged = stage(without, {
      ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
      services: { users: { image: "users@sha256:3333", size: 2, settings } },
    });
    for (const state of [staged, switchOver(staged)]) {
      expect(found(await upAt(state, true))).to.deep.equal(["users-green", "users-exec"]);
    }
    const retired = retire(switchOver(staged));
    expect(found(await upAt(retired, true))).to.deep.equal(["users-green", "users-exec protected"]);
  });

  it("are not taken in an environment that is built on another: a preview runs anybody's code", async () => {
    const { outputs } = await programAt("idle");
    const run = await runProgram({
      config: { ...raw(true), foundation: "base", ...toDerivedConfig(withExec) },
      deployed: { release: withExec, colorSecret: "s3cret" },
      others: { base: outputs! },
    });
    expect(run.error).to.equal(undefined);
    expect(found(run)).to.deep.equal([]);
  });
});
