import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { resume } from "../../../automation/commands/recover";
import type { Run } from "../../../automation/runbook/run";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { whenOf } from "../../../automation/record/glance";
import { keeping } from "./recording";

const second = { ...options, image: [imageOf("2")] };
const deployed = (run: Run) => deploy(run, second);
const resumed = (run: Run) => resume(run, { hookRan: [], hookAgain: [], ifAny: false });

/** Passes the time that the `up` of the deployer takes. */
async function world(services: Record<string, object> = { users: api }, trouble = {}) {
  const made = await serving(services, trouble);
  const { clock, stack } = made.ports;
  const apply = stack.apply.bind(stack);
  stack.apply = async (...args) => {
    await clock.sleep(10_000);
    return apply(...args);
  };
  return made;
}

describe("the record of a release", () => {
  it("has what was released, what was seen on the way, and how it ended", async () => {
    const made = await world();
    made.edit("users", { ...api, cpu: 512, environment: { LOG_LEVEL: "debug" } });
    const { record, result } = await keeping(made, deployed);
    expect(result!.exitCode).to.equal(0);
    const { outcome, exitCode, returned, reasons, release, kind, resumedAt } = record;
    expect({ outcome, exitCode, returned, reasons, release, kind, resumedAt }).to.deep.equal({
      ...{ outcome: "done", exitCode: 0, returned: false, reasons: [] },
      ...{ release: "r-2", kind: "release", resumedAt: null },
    });
    const [users] = record.services;
    expect(users).to.deep.include({
      ...{ name: "users", worker: false, candidate: "green" },
      changes: [
        { key: "cpu", from: "256", to: "512" },
        { key: "environment.LOG_LEVEL", from: null, to: "***" },
      ],
      serving: { color: "green", image: imageOf("2"), tag: null, size: 2 },
    });
    expect([users!.before!.image, users!.before!.release]).to.deep.equal([imageOf("1"), "r-1"]);
    expect([users!.after!.image, users!.after!.release]).to.deep.equal([imageOf("2"), "r-2"]);
    expect(users!.after!.settings).to.deep.include({ cpu: 512, environment: { LOG_LEVEL: "***" } });
    expect(record.ups.map(({ verb, seconds, from }) => [verb, seconds, from])).to.deep.equal([
      ["stage", 10, "observed"],
      ["switch", 10, "observed"],
      ["retire", 10, "observed"],
    ]);
    expect(record.phases.map(({ phase }) => phase)).to.deep.equal(["staged", "switched", "idle"]);
    expect(record.shares.map(({ percent }) => percent)).to.deep.equal([0, 100]);
    expect(record.steps.map(({ step, failed }) => [step, failed])).to.deep.equal(
      ["0", "1", "2", "3", "4", "5", "drain", "6"].map((step) => [step, false]),
    );
    expect(record.deployers.map(({ owner }) => owner)).to.deep.equal(["ann@vm:7"]);
    expect(record.drain).to.deep.include({ ttlSeconds: 60, marginSeconds: 20 });
    expect(record.sources.steps).to.deep.equal(["observed"]);
  });

  it("has what the load balancers counted of both fleets, in minutes that can be read by then", async () => {
    const made = await world();
    const { clock, stack } = made.ports;
    const apply = stack.apply.bind(stack);
    stack.apply = async (...args) => {
      await clock.sleep(120_000);
      return apply(...args);
    };
    const latency = { requests: 600, p10: 0.001, p50: 0.0124, p90: 0.02, p99: 0.08 };
    made.ports.metrics.percentiles = () => Promise.resolve({ blue: latency });
    const { record } = await keeping(made, deployed);
    const [blue, green] = record.traffic;
    expect([blue!.color, green!.color, blue!.minuteSeconds]).to.deep.equal(["blue", "green", 60]);
    expect([blue!.p50Ms, blue!.p99Ms, green!.p50Ms]).to.deep.equal([12.4, 80, null]);
    expect(blue!.minutes[0]).to.deep.include({ requests: 600, errors: 0 });
    const last = Date.parse(blue!.minutes.at(-1)!.at);
    expect(Date.parse(record.made.at) - last).to.be.at.least(2 * 60_000);
    expect(record.sources.traffic).to.deep.equal(["observed"]);
  });

  it("says that nobody knows the requests where they can't be read", async () => {
    const made = await world();
    made.ports.metrics.minutes = () => Promise.reject(new Error("no permission"));
    const { record } = await keeping(made, deployed);
    expect([record.outcome, record.traffic, record.sources.traffic]).to.deep.equal([
      "done",
      [],
      [],
    ]);
  });

  it("has what each name server answered, whenever that changed", async () => {
    const { record } = await keeping(await world(), deployed);
    const leads = (name: string) =>
      record.nameServers
        .filter((one) => one.name === name)
        .map(({ answers }) => answers.map(({ server, leadsTo }) => `${server} ${leadsTo}`));
    expect(leads("users.example.com")).to.deep.equal([["ns1 blue"], ["ns1 green"]]);
    expect(leads("users-test.example.com")).to.deep.equal([["ns1 green"]]);
  });

  it("has the waits of a step with the reasons for them", async () => {
    const made = await world();
    const traffic = made.ports.observer.traffic.bind(made.ports.observer);
    let looks = 0;
    made.ports.observer.traffic = async (...asked) => {
      looks++;
      return looks > 3 ? traffic(...asked) : { requests: 7, windowSeconds: 1, lagSeconds: 0 };
    };
    const { record } = await keeping(made, deployed);
    const drain = record.steps.find(({ step }) => step === "drain")!;
    const [ttl, quiet] = drain.waits;
    expect(ttl).to.deep.include({
      what: "the TTL and margin to pass; clients may still hold the old address",
      reasons: [],
    });
    expect(quiet).to.deep.include({
      what: "the old load balancer to go quiet",
      reasons: ["7 requests for users.example.com at the blue load balancer in 1 s"],
      seconds: 3,
    });
    expect(ttl!.seconds + quiet!.seconds).to.equal(drain.seconds);
  });

  it("has why it was rolled back, with the failed test and the end of its output", async () => {
    const made = await world();
    const output = `${"x".repeat(5000)} the end`;
    made.ports.tests.run = () =>
      Promise.resolve([{ name: "GET /", ok: false, seconds: 1, reason: "500", output }]);
    const { record } = await keeping(made, deployed);
    expect(record).to.deep.include({ outcome: "rolledBack", exitCode: 3, returned: false });
    expect(record.reasons[0]).to.equal("the candidate failed its tests");
    const [test] = record.tests;
    expect([test!.reason, test!.output.length, test!.output.slice(-7)]).to.deep.equal([
      ...["500", 4000, "the end"],
    ]);
    expect(record.shares.map(({ percent }) => percent)).to.deep.equal([0]);
    expect(record.services[0]!.serving).to.deep.include({ color: "blue", image: imageOf("1") });
    expect(record.steps.filter(({ failed }) => failed).map(({ step }) => step)).to.deep.equal([
      "4",
    ]);
  });

  it("has what a release that is waiting has asked for, and of whom", async () => {
    const made = await world();
    const settings = made.ports.stack.settings as { approval?: object };
    settings.approval = { beforeSwitch: true, expiresHours: 24, notByOwner: true };
    const { record } = await keeping(made, deployed);
    expect(record).to.deep.include({ outcome: "resting", exitCode: 7, endedAt: null });
    const { current } = made.environment().release;
    const { at, expiresAt, definition } = current!.approval!.asked!;
    expect(record.approval).to.deep.equal({
      ...{ definition, askedAt: at, expiresAt, begunBy: "ann@vm", decided: null },
    });
    expect(record.next).to.equal(
      "bluegreen approve --stack dev --release r-2; then: bluegreen resume --stack dev",
    );
    expect(whenOf(record)).to.match(/; approval asked for at \d\d:\d\d:\d\d/);
    const by = { at, by: "ben@vm", isChecked: false };
    const decided = { ...record.approval!, decided: { is: "approved" as const, ...by } };
    expect(whenOf({ ...record, approval: decided })).to.include(
      "; approved by ben@vm (not checked) at ",
    );
  });

  it("has an alarm each time its state changes", async () => {
    const made = await world({ users: { ...api, alarms: ["errors"] } });
    let looks = 0;
    made.ports.observer.alarms = (_, [name = ""]) => {
      const state = looks++ < 2 ? ("OK" as const) : ("ALARM" as const);
      const sinceMs = made.ports.clock.nowMs();
      return Promise.resolve([{ name, state, reason: "too many", sinceMs }]);
    };
    const { record } = await keeping(made, deployed);
    expect(record.alarms.map(({ name, state }) => [name, state])).to.deep.equal([
      ["errors", "OK"],
      ["errors", "ALARM"],
    ]);
    expect(record.outcome).to.equal("rolledBack");
  });

  it("says that a refused release had none", async () => {
    const made = await world();
    const again = (run: Run) => deploy(run, { ...options, image: [imageOf("1")] });
    const { record, result } = await keeping(made, again);
    expect(result).to.equal(undefined);
    expect(record).to.deep.include({ outcome: "refused", exitCode: 2, release: null });
    expect([record.services, record.ups, record.sources.definitions]).to.deep.equal([[], [], []]);
    expect(record.reasons[0]).to.match(/^nothing to release: users is already in production/);
    expect(record.next).to.equal(
      "to restart the tasks anyway: bluegreen deploy --stack dev --service users --restart",
    );
  });

  it("leaves out the release of somebody else that stood in the way", async () => {
    const made = await world();
    await killedAt(made, "switch");
    const { record } = await keeping(made, deployed);
    expect(record).to.deep.include({
      outcome: "held",
      release: null,
      resumedAt: null,
      services: [],
    });
  });
});

/** The deployer dies in the `up` with this verb. */
async function killedAt(made: Awaited<ReturnType<typeof world>>, verb: string) {
  const { stack } = made.ports;
  const apply = stack.apply.bind(stack);
  stack.apply = (wanted, how) =>
    how.message.includes(`: ${verb} `) ? Promise.reject(new Error("killed")) : apply(wanted, how);
  const kept = await keeping(made, deployed);
  stack.apply = apply;
  return kept;
}

describe("the record of a resumed release", () => {
  it("has the part of the first deployer from history, and says so", async () => {
    const made = await world();
    const first = await killedAt(made, "switch");
    expect(first.record).to.deep.include({ outcome: "bug", exitCode: 1, release: "r-2" });
    expect(first.record.ups.map(({ verb, result }) => [verb, result])).to.deep.equal([
      ["stage", "succeeded"],
      ["switch", "failed"],
    ]);
    await made.ports.clock.sleep(60_000);
    const { record } = await keeping(made, resumed, "bob@vm:8");
    expect(record).to.deep.include({ outcome: "done", release: "r-2" });
    expect(record.resumedAt).to.be.a("string");
    expect(record.startedAt < record.resumedAt!).to.equal(true);
    expect(record.deployers.map(({ owner }) => owner)).to.deep.equal(["ann@vm:7", "bob@vm:8"]);
    expect(record.ups.map(({ verb, from }) => [verb, from])).to.deep.equal([
      ["stage", "history"],
      ["switch", "observed"],
      ["retire", "observed"],
    ]);
    expect(record.sources).to.deep.include({ ups: ["history", "observed"], steps: ["observed"] });
    expect(record.services[0]!.before!.image).to.equal(imageOf("1"));
    expect(record.services[0]!.after!.image).to.equal(imageOf("2"));
    expect(record.steps[0]!.name).to.equal("find out where the release stands");
  });

  it("goes without a history that can't be read", async () => {
    const made = await world();
    await killedAt(made, "switch");
    Object.defineProperty(made, "updates", { get: () => Promise.reject(new Error("no answer")) });
    const { record } = await keeping(made, resumed);
    expect(record).to.deep.include({ outcome: "done", release: "r-2" });
    expect(record.services[0]!.before!.image).to.equal(imageOf("1"));
    expect(record.ups.map(({ verb }) => verb)).to.deep.equal(["switch", "retire"]);
  });
});
