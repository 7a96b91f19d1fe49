import { expect } from "chai";
import { partOf } from "../../../automation/history/update";
import { addMinutes, type Baking, beginBaking } from "../../../automation/runbook/canary/baking";
import { type Canary, canaryResult } from "../../../automation/runbook/canary/result";
import { conclude } from "../../../automation/runbook/canary/conclude";
import type { Watched } from "../../../automation/runbook/canary/watch";
import type { Run } from "../../../automation/runbook/run";
import { StepFailed } from "../../../automation/world/errors";
import { serving } from "./canaried";

type World = Awaited<ReturnType<typeof serving>>;

/** What result, progress and history say of a release that its canary rolled back. */
async function ended(world: World) {
  const { exitCode, json, text } = await world.release("2");
  const [canary] = json.canary;
  const message = world.messages.at(-1)!;
  const update = { message, result: "succeeded", startedMs: 0, endedMs: 1 } as const;
  const { why, canary: inHistory } = partOf({ ...update, wanted: null, settings: null })!;
  expect({ exitCode, canaries: json.canary.length }).to.deep.equal({ exitCode: 3, canaries: 1 });
  const line = `users, canary up to ${canary!.percent} %: ${canary!.text}`;
  expect(world.told).to.include(line);
  expect(text).to.include(line);
  return { reasons: json.reasons, canary, why, inHistory };
}

const at = (percent: number, requests: number): Omit<Canary, "text" | "found"> => ({
  ...{ service: "users", percent, latencyFrom: "percentiles", latency: [] },
  errors: { old: { requests, errors: 0 }, candidate: { requests, errors: 0 } },
});

describe("a canary that was ended", () => {
  it("by an alarm says so, with what it had seen until then", async () => {
    const world = await serving(undefined, { alarms: ["pager"] });
    const { ports, environment } = world;
    ports.observer.alarms = (_, names) =>
      Promise.resolve(
        names.map((name) => {
          const isLate = environment().release.current?.services["users"]?.share === 50;
          const reason = "too many | errors:\n12 of 20";
          return { name, state: isLate ? "ALARM" : "OK", reason, sinceMs: null };
        }),
      );
    const found = [
      "an alarm went into ALARM during the canary",
      "alarm pager went into ALARM: too many | errors:\n12 of 20",
    ];
    const seen = "5xx 0 % (0 of 6000 requests), production 0 % (0 of 6000 requests)";
    const told =
      "an alarm went into ALARM during the canary; alarm pager went into ALARM: too many";
    expect(await ended(world)).to.deep.equal({
      reasons: found,
      canary: { ...at(50, 6000), found, text: `${told} | errors:; ${seen}` },
      why: `${told} / errors:`,
      inHistory: [`canary of users: ${told} / errors:; ${seen}`],
    });
  });

  it("by blindness says that nothing was counted, and not that nothing failed", async () => {
    const world = await serving();
    world.count({}, {});
    const found = "no metrics of either version for 5 minutes";
    const unseen = "5xx unknown (no requests counted), production unknown (no requests counted)";
    expect(await ended(world)).to.deep.equal({
      reasons: ["the candidate failed its canary", `users: ${found}`],
      canary: { ...at(5, 0), found: [found], text: `${found}; ${unseen}` },
      why: `the candidate failed its canary; users: ${found}`,
      inHistory: [`canary of users: ${found}; ${unseen}`],
    });
  });

  it("because the candidate alone had no metrics says what it should have had", async () => {
    const world = await serving();
    world.count({ requests: 570 }, {});
    const found =
      "no metrics of the candidate for 5 minutes, in which it should have had about 150 requests";
    const { canary, reasons, inHistory } = await ended(world);
    const seen = "5xx unknown (no requests counted), production 0 % (0 of 2850 requests)";
    expect(reasons).to.deep.equal(["the candidate failed its canary", `users: ${found}`]);
    expect(canary!.text).to.equal(`${found}; ${seen}`);
    expect(inHistory).to.deep.equal([`canary of users: ${found}; ${seen}`]);
  });

  it("because its metrics could not be read says why, with what it had seen before", async () => {
    const world = await serving();
    const { ports, troubled, environment } = world;
    const minutes = ports.metrics.minutes.bind(ports.metrics);
    troubled((...asked) =>
      environment().release.current?.services["users"]?.share === 50
        ? Promise.reject(new Error("CloudWatch is down"))
        : minutes(...asked),
    );
    const found = ["the canary could not be checked for 5 minutes", "Error: CloudWatch is down"];
    const text = `${found.join("; ")}; 5xx 0 % (0 of 6000 requests), production 0 % (0 of 6000 requests)`;
    expect(await ended(world)).to.deep.equal({
      reasons: found,
      canary: { ...at(50, 6000), found, text },
      why: found.join("; "),
      inHistory: [`canary of users: ${text}`],
    });
  });
});

describe("the canaries of several services", () => {
  const rules = { falseAlarmPercent: 1, maxSlowdown: 1.1 };
  const minutesOf = (count: number, candidate: object) =>
    Array.from({ length: count }, (_, minute) => ({
      minute,
      fleets: { blue: { requests: 600 }, green: { requests: 600, ...candidate } },
    }));
  const baked = (count: number, candidate: object = {}): Baking =>
    addMinutes(
      beginBaking(rules, [{ percent: 50, minutes: 20 }], null),
      minutesOf(count, candidate),
      { candidate: "green", percent: 50 },
    );
  const watched = ["users", "matching"].map((name) => ({ name, percent: 50 }) as Watched);
  const concluded = (canary: Record<string, Baking>, failure?: StepFailed) => {
    const measured: { canary: Canary[] } = { canary: [] };
    const run = { measured, ports: { reporter: { note: () => undefined } } } as unknown as Run;
    conclude(run, { canary }, watched, failure);
    return measured.canary.map(({ service, found }) => ({ service, found }));
  };
  const failed = "5xx 33 % (200 of 600 requests), production 0 % (0 of 600 requests)";
  const why = `${failed} in one minute, and as bad the minute before`;

  it("are all ended by what is found against one of them, and say so", () => {
    const broken = baked(2, { errors: 200 });
    expect(concluded({ users: broken, matching: baked(2) })).to.deep.equal([
      { service: "users", found: [why] },
      { service: "matching", found: [`users: ${why}`] },
    ]);
  });

  it("found nothing when all have served for their minutes", () => {
    expect(concluded({ users: baked(20), matching: baked(20) })).to.deep.equal([
      { service: "users", found: [] },
      { service: "matching", found: [] },
    ]);
  });

  it("are all ended by an alarm of one of them", () => {
    const found = ["an alarm went off", "alarm pager"];
    const failure = new StepFailed(found[0]!, found.slice(1));
    expect(concluded({ users: baked(2), matching: baked(2) }, failure)).to.deep.equal([
      { service: "users", found },
      { service: "matching", found },
    ]);
  });
});

describe("what a canary could have found", () => {
  const traffic = { requestsPerMinute: 6000, p50: 30, p90: 130, errorShare: 0.001, silentShare: 0 };
  const steps = [
    { percent: 5, minutes: 10 },
    { percent: 50, minutes: 60 },
  ];
  const minute = { requests: 3000, errors: 3 };
  const served = (baking: Baking, percent: number, count: number) =>
    addMinutes(
      baking,
      Array.from({ length: count }, (_, index) => ({
        minute: index,
        fleets: { blue: minute, green: minute },
      })),
      { candidate: "green", percent },
    );
  const textOf = (equalMinutes: number, asPlanned: boolean) => {
    const begun = beginBaking({ falseAlarmPercent: 1, maxSlowdown: 1.1 }, steps, traffic);
    const baking = served(served(begun, 5, 10), 50, equalMinutes);
    return canaryResult("users", baking, { percent: 50, asPlanned }).text;
  };

  it("is said of its whole plan when it has served for all of it", () => {
    expect(textOf(60, true)).to.include("1.25x slower in about 60 minutes");
  });

  it("is said of what was seen alone when somebody ended its step early", () => {
    expect(textOf(15, false)).to.include("could have found 2x slower in about 12 minutes");
    expect(textOf(15, false)).to.not.include("1.25x");
  });
});
