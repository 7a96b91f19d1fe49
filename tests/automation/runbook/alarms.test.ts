import { expect } from "chai";
import { DeployError } from "../../../automation/world/errors";
import type { Alarm } from "../../../automation/world/ports";
import { alarmsSinceStart, noteAlarms } from "../../../automation/runbook/alarms";
import { type AlarmedPart, alarmNames, lateAlarm } from "../../../automation/world/alarmNames";
import type { Run } from "../../../automation/runbook/run";
import { serviceSchema, settingsSchema } from "../../../config/schema";
import { emptyState } from "../../../release/state";
import { inventory, users } from "../adapters/aws/fixtures";

const startedAt = "2025-01-31T12:00:00.000Z";
const startedMs = Date.parse(startedAt);
const current = { id: "r-1", services: {}, phase: "switched" as const, owner: "", startedAt };
const environment = { colorSecret: "secret", release: { ...emptyState, current }, inventory };

const part = (candidate: "blue" | "green" = "green"): AlarmedPart => ({
  settings: serviceSchema.parse({ alarms: ["errors"] }),
  inventory: {
    ...users,
    fleets: {
      blue: { ...users.fleets.blue, alarms: ["blue-errors"] },
      green: { ...users.fleets.green, alarms: ["green-errors"] },
    },
  },
  candidate,
});

const alarm = (name: string, state: Alarm["state"], sinceMs: number | null = null): Alarm => ({
  name,
  state,
  reason: `why ${name}`,
  sinceMs,
});

/** A run with these alarms in CloudWatch; a test may change the array. */
function runAmong(alarms: Alarm[]) {
  const warnings: string[] = [];
  const asked: (readonly string[])[] = [];
  const observer = {
    alarms: (_: unknown, names: readonly string[]) => {
      asked.push(names);
      return Promise.resolve(alarms.filter(({ name }) => names.includes(name)));
    },
  };
  const reporter = { warn: (text: string) => warnings.push(text) };
  const run = {
    ports: { observer, reporter, stack: { name: "dev" } },
    measured: { ignoredAlarms: [] },
  } as unknown as Run;
  return { run, warnings, asked };
}

describe("the alarms of a release", () => {
  it("are those in the settings and the candidate's own, each listed once", () => {
    expect(alarmNames([part("green"), part("blue")])).to.deep.equal([
      "errors",
      "green-errors",
      "blue-errors",
    ]);
  });

  it("that are in ALARM at the start are reported, and ignored until they are OK again", async () => {
    const alarms = [alarm("errors", "ALARM", startedMs - 1), alarm("green-errors", "OK")];
    const { run, warnings } = runAmong(alarms);
    const alarmsAtStart = await noteAlarms(run, inventory, [part()]);
    expect(warnings).to.deep.equal([
      "alarm errors was already in ALARM before this release, and can't stop it until it has been OK again: why errors",
    ]);
    expect(run.measured.ignoredAlarms).to.deep.equal(["errors"]);
    const from = { environment, alarmsAtStart };
    expect(await alarmsSinceStart(run, from, [part()])).to.deep.equal([]);
    expect(run.measured.ignoredAlarms).to.deep.equal(["errors"]);
    alarms[1] = alarm("green-errors", "ALARM", startedMs + 2000);
    expect(await alarmsSinceStart(run, from, [part()])).to.deep.equal([
      "alarm green-errors went into ALARM: why green-errors",
    ]);
    alarms[1] = alarm("green-errors", "OK");
    alarms[0] = alarm("errors", "OK", startedMs + 500);
    expect(await alarmsSinceStart(run, from, [part()])).to.deep.equal([]);
    expect(run.measured.ignoredAlarms).to.deep.equal([]);
    alarms[0] = alarm("errors", "ALARM", startedMs + 1000);
    const since = ["alarm errors went into ALARM: why errors"];
    expect(await alarmsSinceStart(run, from, [part()])).to.deep.equal(since);
    // So does a run that resumes the release.
    const resumed = { environment, alarmsAtStart: null };
    expect(await alarmsSinceStart(run, resumed, [part()])).to.deep.equal(since);
  });

  it("do not count as ALARM while they lack data", async () => {
    const { run } = runAmong([
      alarm("errors", "INSUFFICIENT_DATA"),
      alarm("green-errors", "INSUFFICIENT_DATA"),
    ]);
    await noteAlarms(run, inventory, [part()]);
    expect(
      await alarmsSinceStart(run, { environment, alarmsAtStart: null }, [part()]),
    ).to.deep.equal([]);
    expect(run.measured.ignoredAlarms).to.deep.equal([]);
  });

  it("are distinguished by the time they went off, in a run that did not begin the release", async () => {
    const { run } = runAmong([
      alarm("errors", "ALARM", startedMs - 1),
      alarm("green-errors", "ALARM", startedMs + 1),
    ]);
    expect(
      await alarmsSinceStart(run, { environment, alarmsAtStart: null }, [part()]),
    ).to.deep.equal(["alarm green-errors went into ALARM: why green-errors"]);
  });

  it("are refused when they do not exist, and the refusal names the next command", async () => {
    const { run } = runAmong([alarm("green-errors", "OK")]);
    const error = await noteAlarms(run, inventory, [part()]).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(DeployError);
    expect(error).to.include({
      kind: "refused",
      found:
        "these CloudWatch alarms do not exist in eu-central-1, so they could never stop a release: errors",
    });
  });

  it("may go off only after a drain as short as the default, which `plan` and `verify` say", () => {
    const said = (drain: object, users: object = {}) =>
      lateAlarm(settingsSchema.parse({ domain: "example.com", drain, services: { users } }), [
        "users",
      ]);
    expect(said({})).to.equal(
      "the built-in alarm can take 240 s to go off; to keep the old fleet until then, set `drain.marginSeconds` to 180",
    );
    expect(said({ ttlSeconds: 120 })).to.match(/to 120$/);
    expect(said({ marginSeconds: 180 })).to.equal(null);
    expect(said({}, { errorAlarmPercent: 0 })).to.equal(null);
  });

  it("cost no call to CloudWatch when there are none", async () => {
    const { run, asked } = runAmong([]);
    const silent = { ...part(), settings: serviceSchema.parse({}), inventory: users };
    await noteAlarms(run, inventory, [silent]);
    expect(
      await alarmsSinceStart(run, { environment, alarmsAtStart: null }, [silent]),
    ).to.deep.equal([]);
    expect(asked).to.deep.equal([]);
  });
});
