import { expect } from "chai";
import { allRules } from "../../../automation/world/rules";
import type { DeployError } from "../../../automation/world/errors";
import type { Ports } from "../../../automation/world/ports";
import { runHook } from "../../../automation/runbook/hooks";
import { progressFrom } from "../../../automation/runbook/progress";
import { pausing, startRun } from "../../../automation/runbook/run";
import { settingsSchema } from "../../../config/schema";
import { stage } from "../../../release/transitions";
import { idle, request } from "../../release/states";
import { inventory } from "../adapters/aws/fixtures";

describe("a `once` hook that may have run", () => {
  it("pauses the release, and the only next commands are the two that answer", async () => {
    const hook = { command: ["migrate"], once: true };
    const services = { users: { hooks: { beforeSwitch: hook } } };
    const ports = {
      stack: {
        name: "dev",
        settings: settingsSchema.parse({ domain: "example.com", services }),
      },
      clock: { nowMs: () => 0, monotonicSeconds: () => 0 },
      oneOffTasks: { find: () => Promise.resolve(null) },
    } as unknown as Ports;
    const staged = stage(idle, request);
    const release = {
      ...staged,
      current: { ...staged.current!, begunHooks: ["users/beforeSwitch"] },
    };
    const progress = progressFrom({ release, inventory, colorSecret: "" });
    const asked = runHook(startRun(ports, allRules, "me"), progress, {
      hook: "beforeSwitch",
      service: "users",
    });
    const error: unknown = await asked.catch((thrown: unknown) => thrown);
    const { kind, found, next } = pausing(
      error,
      "bluegreen resume --stack dev",
      "paused",
    ) as DeployError;
    expect({ kind, found, next }).to.deep.equal({
      kind: "stoppedMidway",
      found:
        "release paused (production as recorded: users on blue): users/beforeSwitch may or may not have run: release " +
        `${request.id} started it, it must run only once, and ECS no longer lists its task`,
      next:
        "check whether it did its work; if it did: bluegreen resume --stack dev --hook-ran " +
        "users/beforeSwitch; if not: bluegreen resume --stack dev --hook-again users/beforeSwitch",
    });
  });
});
