import { expect } from "chai";
import { approve, reject } from "../../../automation/commands/approve";
import { abort } from "../../../automation/runbook/recover";
import { release } from "../../../automation/runbook/release";
import { candidatesDigest } from "../../../release/approval";
import { refused } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";
import { begun, other, playing } from "./approving";
import { api, canary } from "./play";

describe("a release that needs approval", () => {
  it("rests once its candidate has passed everything that comes before the switch", async () => {
    const { begin, environment } = await playing();
    const { outcome, reasons, next, steps } = await begin();
    expect(outcome).to.equal("resting");
    expect(steps.map(({ step }) => step).slice(-2)).to.deep.equal(["4", "approval"]);
    const { current } = environment().release;
    expect(current?.phase).to.equal("staged");
    expect(current?.approval).to.deep.equal({
      ...{ expiresHours: 24, notByOwner: true, begunBy: { name: begun, known: "checked" } },
      asked: {
        at: "2026-01-01T00:00:00.000Z",
        expiresAt: "2026-01-02T00:00:00.000Z",
        definition: candidatesDigest(environment().release),
      },
    });
    expect(reasons).to.deep.equal([
      `it waits for approval of definition ${candidatesDigest(environment().release)} ` +
        "since 2026-01-01T00:00:00.000Z; the request expires at 2026-01-02T00:00:00.000Z",
    ]);
    expect(next).to.equal(
      "bluegreen approve --stack dev --release r-1; then: bluegreen resume --stack dev",
    );
  });

  it("rests before the first share of a canary, too", async () => {
    const { begin, goOn, as, environment, ups } = await playing({ users: { ...api, canary } });
    expect((await begin()).outcome).to.equal("resting");
    expect(ups.map(({ state }) => state.current?.phase)).to.deep.equal(["staged", "staged"]);
    await approve(as(other), { release: "r-1" });
    expect((await goOn()).outcome).to.equal("done");
    expect(environment().release.current).to.equal(null);
  });

  it("rests again when it is resumed, and changes nothing", async () => {
    const { begin, goOn, ups } = await playing();
    await begin();
    const before = ups.length;
    const { outcome, steps } = await goOn();
    expect(outcome).to.equal("resting");
    expect(steps.map(({ step }) => step)).to.deep.equal(["0"]);
    expect(ups).to.have.length(before);
  });

  it("goes on once somebody else has approved it, in an `up` that only records that", async () => {
    const { begin, goOn, as, ups, environment } = await playing();
    await begin();
    const { json, text } = await approve(as(other), { release: "r-1" });
    expect(ups.at(-1)!.only).to.equal("record");
    const { decided } = environment().release.current!.approval!;
    expect(decided).to.deep.equal({
      ...{ is: "approved", by: { name: other, known: "checked" } },
      at: "2026-01-01T00:00:00.000Z",
      definition: candidatesDigest(environment().release),
      revision: 6,
    });
    expect(json).to.include({ ok: true, release: "r-1", next: "bluegreen resume --stack dev" });
    expect(text).to.include(`release r-1 of users is approved by ${other}: definition `);
    expect((await goOn()).outcome).to.equal("done");
  });

  it("is rolled back by `reject`, and says by whom", async () => {
    const { begin, as, environment } = await playing();
    await begin();
    const { exitCode, json } = await reject(as(begun), { release: "r-1" });
    expect(exitCode).to.equal(3);
    expect((json as { reasons: string[] }).reasons).to.deep.equal([
      `rejected by ${begun} at 2026-01-01T00:00:00.000Z`,
    ]);
    expect(environment().release.current).to.equal(null);
  });

  it("is paused if AWS refuses to answer once it is rejected", async () => {
    const { begin, as, ports, environment } = await playing();
    await begin();
    ports.observer.resolve = () => Promise.reject(refused("expired", "renew them"));
    const { kind, found, next } = await refusalOf(() => reject(as(begun), { release: "r-1" }));
    expect({ kind, found, next }).to.deep.equal({
      kind: "stoppedMidway",
      found: "release r-1 is rejected, but not rolled back yet: expired",
      next: "renew them; then: bluegreen resume --stack dev",
    });
    expect(environment().release.current?.approval?.decided?.is).to.equal("rejected");
  });

  it("is rolled back when it is resumed after its request has expired", async () => {
    const { begin, goOn, waitHours } = await playing();
    await begin();
    await waitHours(24);
    const { outcome, reasons } = await goOn();
    expect(outcome).to.equal("rolledBack");
    expect(reasons).to.deep.equal([
      "nobody has approved it: its request expired at 2026-01-02T00:00:00.000Z",
    ]);
  });

  it("stays approved after that time, if the answer came before it", async () => {
    const { begin, goOn, as, waitHours } = await playing();
    await begin();
    await approve(as(other), { release: "r-1" });
    await waitHours(48);
    expect((await goOn()).outcome).to.equal("done");
  });

  it("can be aborted at any time", async () => {
    const { begin, run, environment } = await playing();
    await begin();
    expect((await abort(run(), environment())).outcome).to.equal("rolledBack");
  });

  it("needs it still if the setting is removed after it began", async () => {
    const { begin, goOn, settings } = await playing();
    await begin();
    delete settings.approval;
    expect((await goOn()).outcome).to.equal("resting");
  });

  it("is not kept waiting if it is a rollback", async () => {
    const { begin, goOn, as, run, environment, asked } = await playing();
    await begin();
    await approve(as(other), { release: "r-1" });
    await goOn();
    const previous = { users: environment().release.services["users"]!.previous! };
    const images = { users: previous.users.image };
    const back = await release(run(), environment(), { ...asked, images, previous });
    expect(back.outcome).to.equal("done");
  });
});

describe("an approval", () => {
  it("is refused for another release, for none, and for one that needs none", async () => {
    const { as, begin, settings } = await playing();
    const found = async (id: string) =>
      (await refusalOf(() => approve(as(other), { release: id }))).found;
    expect(await found("r-1")).to.equal("no release is in progress: r-1 can't be decided on");
    as(begun);
    await begin();
    expect(await found("r-2")).to.equal("release r-1 is in progress, not r-2");
    const free = await playing();
    delete free.settings.approval;
    await free.killedAtSwitch();
    const { found: needless } = await refusalOf(() => approve(free.as(other), { release: "r-1" }));
    expect(needless).to.equal("release r-1 began without the need for approval");
    expect(settings.approval).to.not.equal(undefined);
  });

  it("is refused before it is asked for", async () => {
    const { as, killedAtSwitch } = await playing();
    await killedAtSwitch();
    const { found } = await refusalOf(() => approve(as(other), { release: "r-1" }));
    expect(found).to.equal(
      "release r-1 has not asked for approval yet: its candidate has not passed everything that comes before",
    );
  });

  it("is refused once it was decided or has expired", async () => {
    const { as, begin, waitHours, environment } = await playing();
    await begin();
    await approve(as(other), { release: "r-1" });
    const before = environment().release;
    const again = await refusalOf(() => reject(as(other), { release: "r-1" }));
    expect(again.found).to.equal(
      `release r-1 was approved already, by ${other} at 2026-01-01T00:00:00.000Z`,
    );
    expect(environment().release).to.equal(before);
    const late = await playing();
    await late.begin();
    await late.waitHours(24);
    const expired = await refusalOf(() => approve(late.as(other), { release: "r-1" }));
    expect(expired.found).to.equal(
      "the request of release r-1 expired at 2026-01-02T00:00:00.000Z",
    );
    expect(expired.next).to.equal("roll it back: bluegreen resume --stack dev");
    await waitHours(0);
  });

  it("is refused for other candidates than those that it was asked for", async () => {
    const { as, begin, environment } = await playing();
    await begin();
    const { fleets } = environment().release.services["users"]!;
    fleets.green.settings = { ...fleets.green.settings, cpu: 4096 };
    const { found } = await refusalOf(() => approve(as(other), { release: "r-1" }));
    expect(found).to.match(
      /^release r-1 asked for approval of definition [0-9a-f]{16}, but its candidates have [0-9a-f]{16}$/,
    );
  });

  it("does not count for other candidates than those that were approved", async () => {
    const { as, begin, goOn, environment } = await playing();
    await begin();
    await approve(as(other), { release: "r-1" });
    const { fleets } = environment().release.services["users"]!;
    fleets.green.settings = { ...fleets.green.settings, cpu: 4096 };
    expect((await goOn()).outcome).to.equal("resting");
  });

  const sameRole = "arn:aws:sts::123456789012:assumed-role/deployer/run-2";
  it("is not given by whoever began the release, or may have", async () => {
    const { as, begin } = await playing();
    await begin();
    const by = (arn: string | null) => refusalOf(() => approve(as(arn), { release: "r-1" }));
    expect((await by(begun)).found).to.equal(
      `release r-1 was begun by ${begun}, who may not approve it (\`approval.notByOwner\`)`,
    );
    // Whoever assumes a role chooses the name of the session.
    expect((await by(sameRole)).found).to.include("who may not approve it");
    expect((await by(null)).found).to.equal(
      `release r-1 was begun by ${begun}, and nobody can tell whether ann@vm (not checked) is somebody else`,
    );
  });

  it("may be given by whoever began the release, if the settings say so", async () => {
    const { as, begin } = await playing({ users: api }, false);
    await begin();
    expect((await approve(as(begun), { release: "r-1" })).exitCode).to.equal(0);
  });

  it("waits for an `up` that was interrupted to end", async () => {
    const { as, begin, ports } = await playing();
    await begin();
    const pending = ["updating users-green (aws:ecs/service:Service)"];
    const engineState = await ports.stack.engineState();
    ports.stack.engineState = () => Promise.resolve({ ...engineState, pending });
    const held = await refusalOf(() => approve(as(other), { release: "r-1" }));
    expect(held).to.include({ kind: "held" });
    expect(held.reasons).to.deep.equal(pending);
  });
});
