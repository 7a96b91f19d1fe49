import { expect } from "chai";
import { adopt, type AdoptOptions } from "../../../automation/commands/adopt";
import { rollback } from "../../../automation/commands/rollback";
import { planRelease } from "../../../automation/plan/plan";
import { abort, takeBack } from "../../../automation/runbook/recover";
import { release } from "../../../automation/runbook/release";
import { adoptNames } from "../../../release/origin";
import { stage } from "../../../release/transitions";
import { refusalOf } from "../../support/refusalOf";
import { adopted, name, refusal } from "./adopted";
import { calmOrigin } from "./calmWorld";
import { canary, line } from "./play";

const options: AdoptOptions = {
  ...{ stack: "dev", service: "users", record: [], finish: false, dryRun: false },
} as Partial<AdoptOptions> as AdoptOptions;
const byHand = { service: ["users"] } as Parameters<typeof rollback>[1];
const noHistory = { history: () => Promise.resolve([]) };

describe("a release from an origin", () => {
  const steps = [
    "0: check production and pin the image",
    "1: start users blue",
    "2: deploy sha256:bbbbbbbbbbbb to users blue",
    "3: point users-test.example.com at the blue load balancer",
    "4: test users-test.example.com",
    "5: point users.example.com at the blue load balancer",
    "drain: wait for clients to leave the origin of users",
    "6: end the release",
  ];

  it("tests, switches, drains by the origin's TTL, and stops nothing, as its plan says", async () => {
    const { run, environment, asked, place } = await adopted();
    const plan = await planRelease(run(), environment(), asked);
    expect(plan.steps.map(line)).to.deep.equal(steps);
    const result = await release(run(), environment(), asked);
    expect(result).to.include({ ok: true, outcome: "done" });
    expect(result.steps.map(line)).to.deep.equal(steps);
    // The origin's TTL, and the margin.
    expect(result.drainSeconds).to.equal(320);
    expect(plan.drainSeconds).to.equal(320);
    expect(place()).to.equal("blue");
    expect(environment().release.services["users"]!.origin).to.deep.equal({ [name]: calmOrigin });
  });

  it("has no canary, and says why", async () => {
    const { run, environment, asked } = await adopted({ canary });
    const result = await release(run(), environment(), asked);
    expect(result.steps.map(line)).to.include(
      "canary: skip the canary of users, since this is its first release",
    );
  });

  it("goes back to it when its switch fails, drains its own TTL, and stops the candidate", async () => {
    const { run, environment, asked, trouble, place } = await adopted();
    Object.assign(trouble, { upTo: "switched" });
    const result = await release(run(), environment(), asked);
    expect(result).to.include({ ok: false, outcome: "rolledBack" });
    expect(result.steps.slice(-3).map(line)).to.deep.equal([
      "back: roll production back to the origin of users",
      "drain: wait for clients to leave users blue",
      "undo: stop users blue",
    ]);
    expect(result.drainSeconds).to.equal(80);
    expect(place()).to.equal("origin");
  });

  it("goes back to it by hand from the drain on", async () => {
    const { run, environment, asked, place, trouble } = await adopted();
    Object.assign(trouble, { upTo: "idle" });
    await release(run(), environment(), asked).catch(() => undefined);
    const { current } = environment().release;
    expect(current!.phase).to.equal("switched");
    Object.assign(trouble, { upTo: undefined });
    const result = await takeBack(run(), environment(), current!, "by hand");
    expect(result).to.include({ outcome: "rolledBack" });
    expect(place()).to.equal("origin");
  });

  it("that another process aborts takes production back to it, in case it had moved", async () => {
    const { run, environment, asked, place } = await adopted();
    const { ports } = run();
    await ports.stack.apply(
      stage(environment().release, {
        ...{ id: "r-1", owner: "me@here:1", startedAt: "2026-01-01T00:00:00Z" },
        services: { users: { image: asked.images["users"]!, size: 1 } },
      }),
      { message: "", refresh: false, only: null },
    );
    const result = await abort(run(), environment());
    expect(result.steps.map(({ step }) => step)).to.deep.equal([...["0", "back", "drain", "undo"]]);
    expect(place()).to.equal("origin");
  });

  it("is refused once the origin's record is another one than was adopted", async () => {
    const { run, environment, asked, trouble } = await adopted();
    Object.assign(trouble, { originMoved: true });
    expect(await refusal(release(run(), environment(), asked))).to.equal(
      "the record of users.example.com has changed since it was adopted, and a rollback would restore what it was then",
    );
  });

  it("is refused once the name has got an AAAA record, which the switch would leave behind", async () => {
    const { run, environment, asked } = await adopted();
    const { inspector } = run().ports;
    const records = inspector.records.bind(inspector);
    inspector.records = async (known, name) => {
      const found = await records(known, name);
      if ("notHere" in found) return found;
      const six = { ...found.value[0]!, type: "AAAA", values: ["2001:db8::7"] };
      return { value: [...found.value, six] };
    };
    expect(await refusal(release(run(), environment(), asked))).to.equal(
      "the record of users.example.com has changed since it was adopted, and a rollback would restore what it was then",
    );
  });

  it("does not look at an adopted name that the service has given up since", async () => {
    const { run, environment, asked, place } = await adopted();
    const { stack } = run().ports;
    const wanted = adoptNames(environment().release, "users", { "old.example.com": calmOrigin });
    await stack.apply(wanted, { message: "", refresh: false, only: null });
    const result = await release(run(), environment(), asked);
    expect(result).to.include({ ok: true, outcome: "done" });
    expect(place()).to.equal("blue");
  });
});

describe("rollback to an origin", () => {
  it("is what `rollback` does after the first release, by a decommission that keeps the names", async () => {
    const { run, environment, asked, place } = await adopted();
    await release(run(), environment(), asked);
    const { json, exitCode } = await rollback(run(), byHand, noHistory);
    expect([exitCode, place()]).to.deep.equal([0, "origin"]);
    const { steps } = json as { steps: { step: string; name: string }[] };
    expect(steps.map(line)).to.deep.equal([
      "decommission: record the return of users to its origin",
      "5: point users.example.com at the origin of users again",
      "drain: wait for clients to leave users blue",
      "6: stop users blue",
    ]);
    expect(await refusal(rollback(run(), byHand, noHistory))).to.equal(
      "users is served by its origin already",
    );
  });

  it("needs `--to origin` once another version has served, until the adoption is finished", async () => {
    const { run, environment, asked, place } = await adopted();
    await release(run(), environment(), asked);
    const images = { users: asked.images["users"]!.replaceAll("b", "c") };
    await release(run(), environment(), { ...asked, images });
    expect(place()).to.equal("green");
    await rollback(run(), { ...byHand, to: "origin" }, noHistory);
    expect(place()).to.equal("origin");
    await release(run(), environment(), asked);
    await adopt(run(), { ...options, finish: true });
    expect(await refusal(rollback(run(), { ...byHand, to: "origin" }, noHistory))).to.equal(
      "users has no origin to go back to: none of its names was adopted, or that is finished",
    );
  });
});

describe("`adopt`", () => {
  it("leaves alone what it has adopted and finds unchanged", async () => {
    const { run, environment } = await adopted();
    const { revision } = environment().release;
    const { text, json } = await adopt(run(), options);
    expect(json).to.include({ ok: true, applied: false });
    expect(text).to.equal(
      "already adopted, and unchanged since: users.example.com: A 192.0.2.7, TTL 300 s\n" +
        "next: bluegreen deploy --stack dev --service users --image <reference>",
    );
    expect(environment().release.revision).to.equal(revision);
  });

  it("records the record again that has changed since", async () => {
    const { run, environment, trouble } = await adopted();
    Object.assign(trouble, { originMoved: true });
    const { json } = await adopt(run(), options);
    expect(json).to.include({ ok: true, applied: true });
    const { origin } = environment().release.services["users"]!;
    expect(origin).to.deep.equal({ [name]: { ...calmOrigin, ttlSeconds: 60 } });
  });

  it("refuses a name that is not the service's, and a service that serves", async () => {
    const { run, environment, asked } = await adopted();
    expect(await refusal(adopt(run(), { ...options, record: ["www.example.com"] }))).to.equal(
      "www.example.com is not a name of users yet, so its load balancers would not answer for it; its names: users.example.com",
    );
    await release(run(), environment(), asked);
    // To add the other name first would not help.
    for (const record of [[], ["www.example.com"]]) {
      expect(await refusal(adopt(run(), { ...options, record }))).to.equal(
        "users already serves production from its blue fleet, so its names move with its releases",
      );
    }
  });

  it("names every name that is not the service's, and what adds it", async () => {
    const { run } = await adopted();
    const record = ["www.example.com", "users", "shop.example.com"];
    const { found, next } = await refusalOf(() => adopt(run(), { ...options, record }));
    expect([found, next]).to.deep.equal([
      "www.example.com and shop.example.com are not names of users yet, so its load balancers would not answer for them; " +
        "its names: users.example.com",
      "add them first: bluegreen host add www.example.com --stack dev --service users; then: " +
        "bluegreen host add shop.example.com --stack dev --service users; then run the command again",
    ]);
  });

  it("refuses to finish the adoption of some names, since it ends for all of them", async () => {
    const { run, environment } = await adopted();
    const { release: before } = environment();
    expect(await refusal(adopt(run(), { ...options, record: [name], finish: true }))).to.equal(
      "--finish forgets the origin of all adopted names of a service, and --record names some",
    );
    expect(environment().release).to.equal(before);
  });

  it("finishes only what was begun", async () => {
    const { run, trouble } = await adopted();
    Object.assign(trouble, { upTo: "idle" });
    expect(await refusal(adopt(run(), { ...options, finish: true }))).to.equal(
      "the end of the adoption was not recorded: the `up` failed; the names are served as before",
    );
    Object.assign(trouble, { upTo: undefined });
    const { text, json } = await adopt(run(), { ...options, finish: true });
    expect(json).to.include({ ok: true, applied: true });
    expect(text).to.contain("its record stays as it is in Route 53");
    expect(await refusal(adopt(run(), { ...options, finish: true }))).to.equal(
      "users has no origin: none of its names was adopted, or that is finished",
    );
  });
});
