import { expect } from "chai";
import { keptSettings } from "../../config/definition";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import { retire, shift, stage, switchBack, switchOver } from "../../release/transitions";
import { config, settingsOf } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all } from "./find";
import { phases, releasedWith } from "./phases";

const zone = "UTC";
const size = {
  ...{ min: 2, max: 6, target: { cpuPercent: 60 } },
  scheduled: [
    { cron: "0 8 * * ? *", zone, min: 4, max: 12 },
    { cron: "0 20 * * ? *", zone },
  ],
};
const raw = config({
  users: { ruleSlot: 0, size, compute: { type: "ec2" } },
  matching: { ruleSlot: 1 },
});
const [day, night] = [Date.UTC(2026, 10, 25, 12), Date.UTC(2026, 10, 25, 23)];

async function at(state: ReleaseState, nowMs: number): Promise<Run> {
  const run = await runProgram({
    config: { ...raw, ...toDerivedConfig(state) },
    deployed: { release: state, colorSecret: "s3cret" },
    nowMs,
  });
  expect(run.error).to.equal(undefined);
  return run;
}

/** Bounds of each fleet, and whether AWS's scheduled changes reach it. */
const bounds = (run: Run) =>
  Object.fromEntries(
    all(run, "Target").map(({ name, inputs: { minCapacity, maxCapacity, suspendedState } }) => {
      const { scheduledScalingSuspended } = suspendedState as Record<string, boolean>;
      const held = scheduledScalingSuspended ? ", held" : "";
      return [name, `${String(minCapacity)} to ${String(maxCapacity)}${held}`];
    }),
  );

const scheduled = (run: Run) =>
  all(run, "ScheduledAction").map(({ name, inputs }) => {
    const { schedule, timezone, scalableTargetAction } = inputs;
    return [name, schedule, timezone, scalableTargetAction];
  });

const actionsOf = (color: string) => [
  [`users-${color}-bounds-1`, "cron(0 8 * * ? *)", "UTC", { minCapacity: 4, maxCapacity: 12 }],
  [`users-${color}-bounds-2`, "cron(0 20 * * ? *)", "UTC", { minCapacity: 2, maxCapacity: 6 }],
];

describe("scheduled bounds", function () {
  this.timeout(30_000);
  const idle = releasedWith(phases.idle, raw);
  const settings = keptSettings(settingsOf(raw).services["users"]!);
  // Production had three tasks as the release began.
  const staged = stage(idle, {
    ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
    services: { users: { image: "users@sha256:3333", size: 3, serving: 3, settings } },
  });

  it("are AWS's to apply, and an `up` applies those that hold by then, so that it undoes none", async () => {
    expect(bounds(await at(idle, day))["users-blue"]).to.equal("4 to 12");
    expect(bounds(await at(idle, night))["users-blue"]).to.equal("2 to 6");
    expect(scheduled(await at(idle, day))).to.deep.equal(actionsOf("blue"));
  });

  it("are of the fleet that serves alone: in the other one they would start tasks", async () => {
    const switched = switchOver(staged);
    expect(scheduled(await at(staged, day))).to.deep.equal(actionsOf("blue"));
    expect(scheduled(await at(switched, day))).to.deep.equal(actionsOf("green"));
    expect(scheduled(await at(switchBack(switched), day))).to.deep.equal(actionsOf("blue"));
    const retired = await at(retire(switched), day);
    expect(scheduled(retired)).to.deep.equal(actionsOf("green"));
    expect(bounds(retired)).to.deep.equal({ "users-blue": "0 to 0", "users-green": "4 to 12" });
  });

  it("are held in a release, whatever time comes in it, and given back as they hold by then", async () => {
    expect(bounds(await at(staged, night))).to.deep.equal({
      "users-blue": "2 to 6, held",
      "users-green": "3 to 6, held",
    });
    const canary = shift(staged, { users: [{ percent: 5, minutes: 10 }] })!;
    for (const held of [canary, switchOver(staged), switchBack(switchOver(staged))]) {
      const found = Object.values(bounds(await at(held, day)));
      expect(found.every((one) => one.endsWith(", held"))).to.equal(true);
    }
    const end = async (nowMs: number) => bounds(await at(retire(switchOver(staged)), nowMs));
    expect((await end(night))["users-green"]).to.equal("2 to 6");
    expect((await end(day))["users-green"]).to.equal("4 to 12");
  });

  it("leave room for all of them in the group of instances, whose number ECS chooses", async () => {
    const [group] = all(await at(idle, night), "Group").filter(({ name }) => name === "users-blue");
    expect([group!.inputs["minSize"], group!.inputs["maxSize"]]).to.deep.equal([2, 12]);
  });
});
