import { expect } from "chai";
import { courses } from "../../../automation/course/course";
import { phaseWords } from "../../../automation/course/phases";
import { describeState, type Surroundings } from "../../../automation/commands/statusSentence";
import { planRelease } from "../../../automation/plan/plan";
import { abort, resume, takeBack } from "../../../automation/runbook/recover";
import { decommission, release } from "../../../automation/runbook/release";
import { type Phase, phases } from "../../../release/state";
import type { Trouble } from "./calmWorld";
import { allHooks, api, canary, compared, line, play, task, warmed, worker } from "./play";

const kinds: Record<string, { services: Record<string, object>; first?: boolean }> = {
  "an API": { services: { users: api } },
  "an API for the first time": { services: { users: api }, first: true },
  "an API that others call": { services: { users: api, matching: { ...api, calls: ["users"] } } },
  "an API that is compared": { services: { users: compared } },
  "an API that is compared, for the first time": { services: { users: compared }, first: true },
  "an API that is warmed up": { services: { users: warmed } },
  "an API that is compared and warmed up": { services: { users: { ...compared, ...warmed } } },
  "an API with a canary": { services: { users: { ...api, canary } } },
  "an API with a canary, for the first time": {
    services: { users: { ...api, canary } },
    first: true,
  },
  "an API with a canary and hooks, and a worker": {
    services: { users: { ...api, canary, hooks: allHooks }, mailer: worker },
  },
  "a worker that is handed over": { services: { mailer: worker } },
  "a worker for the first time": { services: { mailer: worker }, first: true },
  "a worker that overlaps": { services: { mailer: { ...worker, overlap: true } } },
  "an API with every hook": { services: { users: { ...api, hooks: allHooks } } },
  "a worker with every hook": { services: { mailer: { ...worker, hooks: allHooks } } },
  "several services with hooks": {
    services: {
      users: { ...api, hooks: allHooks },
      matching: { ...api, hooks: { beforeSwitch: { ...task, once: true }, afterRetire: task } },
      mailer: { ...worker, hooks: { afterSwitch: task } },
      search: { ...worker, overlap: true },
    },
  },
  ...Object.fromEntries(
    Object.entries(allHooks).map(([hook, settings]) => [
      `an API with ${hook} alone`,
      { services: { users: { ...api, hooks: { [hook]: settings } } } },
    ]),
  ),
};

describe("the course of a release", () => {
  for (const [kind, { services, first }] of Object.entries(kinds)) {
    it(`has the same steps and titles in a plan as in a run, for ${kind}`, async () => {
      const { run, environment, asked } = await play(services, { first: first ?? false });
      const { steps } = await planRelease(run(), environment(), asked);
      const result = await release(run(), environment(), asked);
      expect(result).to.include({ ok: true, outcome: "done" });
      expect(result.steps.map(line)).to.deep.equal(steps.map(line));
      const order = courses.release.map(({ id }) => id as string);
      expect([...new Set(steps.map(({ step }) => step as string))]).to.deep.equal(
        order.filter((id) => steps.some(({ step }) => step === id)),
      );
    });
  }

  it("has these titles, for an API and workers with hooks", async () => {
    const { run, environment, asked } = await play({
      users: { ...api, hooks: { afterSwitch: task } },
      mailer: worker,
      search: { ...worker, overlap: true },
    });
    const { steps } = await planRelease(run(), environment(), asked);
    expect(steps.map(line)).to.deep.equal([
      "0: check production and pin the image",
      "1: start users green, register mailer green, search green",
      "2: deploy sha256:bbbbbbbbbbbb to users green",
      "3: point users-test.example.com at the green load balancer",
      "4: test users-test.example.com, mailer, search",
      "5: point users.example.com at the green load balancer, stop mailer blue, start search green",
      "handover: start mailer green once mailer blue has stopped",
      "work: check that mailer green, search green keeps running",
      "afterSwitch: run afterSwitch of users: node task.cjs",
      "drain: wait for clients to leave users blue",
      "6: stop users blue, search blue",
    ]);
  });

  it("records a decommission, moves the names, drains and stops", async () => {
    const { run, environment } = await play({ users: api, mailer: worker });
    const result = await decommission(run(), environment(), ["users", "mailer"]);
    expect(result).to.include({ ok: true, outcome: "done" });
    expect(result.steps.map(line)).to.deep.equal([
      "decommission: record the decommission of users, mailer",
      "5: take users, mailer out of production",
      "drain: wait for clients to leave users blue",
      "6: stop users blue, mailer blue",
    ]);
  });

  const failures: [string, Trouble, string[]][] = [
    ["its hook fails before the stage", { hook: "users/beforeStage" }, ["beforeStage", "undo"]],
    ["its stage fails", { upTo: "staged" }, ["1", "undo"]],
    ["its tests fail", { tests: true }, ["4", "undo"]],
    ["its switch fails", { upTo: "switched" }, ["5", "back", "work", "drain", "undo"]],
    [
      "its hook fails after the switch",
      { hook: "users/afterSwitch" },
      ["afterSwitch", "back", "handover", "work", "drain", "undo"],
    ],
  ];
  for (const [what, trouble, expected] of failures) {
    it(`takes the way back in the table when ${what}`, async () => {
      const services = { users: { ...api, hooks: allHooks }, mailer: worker };
      const { run, environment, asked, ...world } = await play(services);
      Object.assign(world.trouble, trouble);
      const { steps } = await planRelease(run(), environment(), asked);
      const result = await release(run(), environment(), asked);
      expect(result).to.include({ ok: false, outcome: "rolledBack" });
      const ids = result.steps.map(({ step }) => step);
      const forward = ids.indexOf(expected[0]!);
      expect(result.steps.slice(0, forward + 1).map(line)).to.deep.equal(
        steps.slice(0, forward + 1).map(line),
      );
      expect(ids.slice(forward)).to.deep.equal(expected);
      const way = courses[expected.includes("back") ? "back" : "undo"].map(
        ({ id }) => id as string,
      );
      expect(way).to.include.members(expected.slice(1));
      expect(expected.slice(1)).to.deep.equal(way.filter((id) => expected.slice(1).includes(id)));
    });
  }

  /** Rests where the `up` to the next phase fails for good. */
  async function restingIn(phase: Phase) {
    const services = {
      users: { ...api, hooks: allHooks, ...(phase === "canary" && { canary }) },
      mailer: { ...worker, overlap: true },
    };
    const played = await play(services);
    const next = {
      ...{ defined: "staged", staged: "switched", canary: "switched" },
      ...{ switched: "retired", retired: "idle" },
    };
    const { ports, trouble } = played;
    const apply = ports.stack.apply.bind(ports.stack);
    ports.stack.apply = (wanted, options) => {
      const to = wanted.current?.phase ?? "idle";
      const stop = phase === "returning" ? "idle" : next[phase];
      const killed = to === stop && wanted.current?.phase !== phase;
      return killed ? Promise.reject(new Error("killed")) : apply(wanted, options);
    };
    if (phase === "returning") trouble.hook = "users/afterSwitch";
    await release(played.run(), played.environment(), played.asked).catch(() => undefined);
    ports.stack.apply = apply;
    delete trouble.hook;
    expect(played.environment().release.current?.phase).to.equal(phase);
    return played;
  }

  const around: Surroundings = {
    ...{ stack: "dev", owner: "gone", lock: null, lockIsDead: false },
    ...{
      pending: [],
      unrecorded: [],
      heldUntilMs: 0,
      nowMs: 1,
      moved: null,
      unreadable: false,
      stopping: [],
      short: [],
    },
  };
  for (const phase of phases) {
    it(`is described in phase \`${phase}\` as in the table, and continues from there`, async () => {
      const { run, environment } = await restingIn(phase);
      const words = phaseWords[phase];
      const { sentence, next } = describeState(environment().release, around);
      const stops = "next: every client that honours the TTL had left by 00:00:00 UTC";
      const shares = phase === "canary" ? " On the candidate: 50 % of users." : "";
      expect(sentence.endsWith(`${words.ofApis(stops)}${shares}`)).to.equal(true);
      expect(next).to.contain("bluegreen resume --stack dev");
      if (words.offCommand) expect(next).to.contain(`bluegreen ${words.offCommand} --stack dev`);
      const result = await resume(run(), environment());
      expect(result.outcome).to.equal(phase === "returning" ? "rolledBack" : "done");
      expect(environment().release.current).to.equal(null);
    });

    it(`can be ended in phase \`${phase}\` without its candidate as long as the old fleet runs`, async () => {
      const { run, environment } = await restingIn(phase);
      const result = await abort(run(), environment());
      expect(result.outcome).to.equal(phase === "retired" ? "done" : "rolledBack");
      expect(environment().release.current).to.equal(null);
    });
  }

  describe("of a version that needs fewer ports than the old one", () => {
    /** `users` serves with a port open that its settings no longer have. */
    async function narrowing() {
      const played = await play({ users: { ...api, outboundPorts: [443, 5432] } });
      played.settings.services["users"]!.outboundPorts = [443];
      return played;
    }

    it("closes the port by an `up` of its own, after the old fleet has stopped", async () => {
      const { run, environment, asked } = await narrowing();
      const { steps } = await planRelease(run(), environment(), asked);
      const result = await release(run(), environment(), asked);
      expect(result).to.include({ ok: true, outcome: "done" });
      expect(result.steps.map(line)).to.deep.equal(steps.map(line));
      expect(steps.map(({ step }) => step).join(" ")).to.equal("0 1 2 3 4 5 drain 6 close");
    });

    it("can be aborted before that `up`, and no hook is said to be skipped", async () => {
      const { run, environment, asked, trouble } = await narrowing();
      trouble.upTo = "idle";
      const failure = await release(run(), environment(), asked).catch((error: unknown) => error);
      expect(failure).to.include({ kind: "stoppedMidway" });
      expect(environment().release.current?.phase).to.equal("retired");
      delete trouble.upTo;
      const result = await abort(run(), environment());
      expect(result).to.deep.include({ ok: true, outcome: "done", reasons: [] });
    });
  });

  it("shortens the load balancers' idle timeout only after the old fleet has stopped", async () => {
    const { run, environment, asked, settings } = await play({
      users: { ...api, longestRequestSeconds: 300 },
    });
    Object.assign(settings.services["users"]!, { longestRequestSeconds: 60 });
    const { steps } = await release(run(), environment(), asked);
    expect(steps.map(({ step }) => step).join(" ")).to.equal("0 1 2 3 4 5 drain 6 close");
  });

  it("says which hooks an abort has skipped after the old fleet has stopped", async () => {
    const { run, environment } = await restingIn("retired");
    const { ok, reasons } = await abort(run(), environment());
    expect({ ok, reasons }).to.deep.equal({
      ok: false,
      reasons: ["users/afterRetire may not have run"],
    });
  });

  it("is resumed at the step that made the phase true, which then only waits", async () => {
    const { run, environment } = await restingIn("staged");
    const { steps } = await resume(run(), environment());
    expect(steps.slice(0, 4).map(line)).to.deep.equal([
      "0: find out where the release stands",
      "1: check that users green is running",
      "2: deploy sha256:bbbbbbbbbbbb to users green",
      "3: point users-test.example.com at the green load balancer",
    ]);
  });

  it("is rolled back from phase `switched` on the way back", async () => {
    const { run, environment } = await restingIn("switched");
    const { current } = environment().release;
    const { steps } = await takeBack(run(), environment(), current!, "rolled back on request");
    expect(steps.map(line)).to.deep.equal([
      "back: roll production back to users blue, mailer blue",
      "drain: wait for clients to leave users green",
      "undo: stop users green, mailer green",
    ]);
  });
});
