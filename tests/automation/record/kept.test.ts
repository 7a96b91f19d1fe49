import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { keepRecord } from "../../../automation/commands/keptRecords";
import { refused } from "../../../automation/world/errors";
import { imageOf, options } from "../commands/servingWorld";
import { deployed, inTwoParts, world } from "./keptWorld";

describe("records that are kept", () => {
  it("are the record and the page of each release, by its id, and of nothing that was no release", async () => {
    const made = await world();
    const result = await made.run(deployed);
    expect(result).to.deep.include({ exitCode: 0 });
    expect([...made.files.keys()]).to.deep.equal([
      "s3://acme/dev/release-r-2.json",
      "s3://acme/dev/release-r-2.html",
    ]);
    expect(made.json()).to.deep.include({ release: "r-2", outcome: "done", unwatched: [] });
    const page = made.files.get("s3://acme/dev/release-r-2.html");
    expect(page).to.include("<title>Release r-2 of users in dev: done</title>");
    expect(made.notes).to.include("report: s3://acme/dev/release-r-2.html");
    const again = await made.run(deployed);
    expect(again).to.deep.include({ kind: "refused" });
    expect([made.files.size, made.warnings]).to.deep.equal([2, []]);
  });

  it("are written when the release pauses, and then hold what either deployer saw", async () => {
    const made = await world();
    const { first, output } = await inTwoParts(made);
    expect(first).to.deep.include({ outcome: "paused", endedAt: null, unwatched: [] });
    const record = made.json();
    const { outcome, exitCode, startedAt, resumedAt, deployers, unwatched, ups } = record;
    expect({ outcome, exitCode, startedAt }).to.deep.equal({
      ...{ outcome: "done", exitCode: 0, startedAt: first.startedAt },
    });
    expect(deployers.map(({ owner }) => owner)).to.deep.equal(["ann@vm:7", "bob@vm:8"]);
    expect(unwatched).to.deep.equal([{ from: first.made.at, to: resumedAt }]);
    expect(ups.map(({ verb, result, from }) => [verb, result, from])).to.deep.equal([
      ["stage", "succeeded", "observed"],
      ["switch", "failed", "observed"],
      ["switch", "succeeded", "observed"],
      ["retire", "succeeded", "observed"],
    ]);
    expect(record.steps.slice(0, first.steps.length)).to.deep.equal(first.steps);
    expect(record.steps.length).to.be.above(first.steps.length + 1);
    expect(record.tests).to.deep.equal(first.tests);
    expect(record.alarms).to.deep.equal(first.alarms);
    expect(record.phases.map(({ phase }) => phase)).to.deep.equal(["staged", "switched", "idle"]);
    expect(record.shares.map(({ percent }) => percent)).to.deep.equal([0, 100]);
    expect(record.services[0]!.before!.image).to.equal(imageOf("1"));
    expect(record.drain.seconds).to.be.a("number");
    const page = made.files.get("s3://acme/dev/release-r-2.html")!;
    expect(page).to.include(output).and.to.include("not watched");
    expect(made.warnings.filter((text) => text.includes("s3:"))).to.deep.equal([]);
  });

  it("keep how a release ended when a deployer that has lost its place is the last to write", async () => {
    const made = await world();
    await made.run(deployed);
    const done = made.json();
    const late = { ...done, made: { at: "2026-01-02T00:00:00.000Z", command: "late" } };
    const notes = [{ at: done.startedAt, kind: "note" as const, text: "seen by the late one" }];
    for (const lost of [
      { ...late, outcome: "held" as const, release: "r-2", notes },
      { ...late, outcome: "paused" as const, endedAt: null, release: "r-2", notes },
    ]) {
      await keepRecord(made.store, lost, made.ports.reporter);
      const { outcome, made: by, endedAt } = made.json();
      expect({ outcome, by, endedAt }).to.deep.equal({
        ...{ outcome: "done", by: done.made, endedAt: done.endedAt },
      });
      expect(made.json().notes.map(({ text }) => text)).to.include("seen by the late one");
    }
  });

  it("lose nothing when two deployers write at once, and count no answer that was lost twice", async () => {
    const made = await world();
    await made.run(deployed);
    const done = { ...made.json(), release: "r-2" };
    const by = (command: string) => ({
      ...done,
      made: { at: done.made.at, command },
      notes: [{ at: done.made.at, kind: "note" as const, text: command }],
    });
    made.files.clear();
    const { reporter } = made.ports;
    await Promise.all([
      keepRecord(made.store, by("one"), reporter),
      keepRecord(made.store, by("two"), reporter),
    ]);
    const texts = () => made.json().notes.map(({ text }) => text);
    expect(texts().sort()).to.deep.equal(["one", "two"]);
    const last = made.json().made.command;
    await keepRecord(made.store, by(last), reporter);
    expect(texts().sort()).to.deep.equal(["one", "two"]);
  });

  it("that can't be written are a warning with the place and the cause, and the release is done", async () => {
    const denied = () => Promise.reject(refused("IAM does not allow it", "allow it"));
    const made = await world({ write: denied });
    expect(await made.run(deployed)).to.deep.include({ exitCode: 0 });
    expect(made.warnings).to.deep.equal([
      "s3://acme/dev/release-r-2.json could not be written: IAM does not allow it",
    ]);
  });

  it("that may not be read are replaced, and it is said what is lost", async () => {
    const made = await world({ read: () => Promise.resolve(null) });
    await made.run(deployed);
    expect(made.warnings).to.deep.equal([]);
    made.files.set("s3://acme/dev/release-r-3.json", "{}");
    await made.run((run) => deploy(run, { ...options, image: [imageOf("3")] }));
    expect(made.json("r-3").outcome).to.equal("done");
    expect(made.warnings).to.deep.equal([
      "s3://acme/dev/release-r-3.json: replaced without being read, so it lacks what an earlier deployer of the " +
        "release saw",
    ]);
  });

  it("of a newer version are left alone, page and all, and it is said", async () => {
    const made = await world();
    const newer = '{"version":2,"release":"r-2"}';
    made.files.set("s3://acme/dev/release-r-2.json", newer);
    made.files.set("s3://acme/dev/release-r-2.html", "its page");
    expect(await made.run(deployed)).to.deep.include({ exitCode: 0 });
    expect([...made.files.values()]).to.deep.equal([newer, "its page"]);
    expect(made.warnings).to.deep.equal([
      "s3://acme/dev/release-r-2.json: is a record of version 2; this deployer reads version 1, and leaves it as it is: " +
        "what this deployer saw is not in it",
    ]);
  });

  it("say how to go on with a release whose deployer was stopped by Ctrl-C", async () => {
    const nextAfter = async (...stops: string[]) => {
      const made = await world();
      made.stops.push(...stops);
      await made.run(deployed);
      const { outcome, next } = made.json();
      return { outcome, next };
    };
    const next = "bluegreen resume --stack dev";
    expect(await nextAfter("switch")).to.deep.equal({ outcome: "paused", next });
    expect(await nextAfter("retire")).to.deep.equal({ outcome: "paused", next });
    // The `up` that records the release may not have done so.
    expect(await nextAfter("stage")).to.deep.equal({
      outcome: "paused",
      next: `${next} --if-any`,
    });
  });

  it("that are no record of this version are replaced, and it is said", async () => {
    for (const there of ["{", "{}", '{"version":0}']) {
      const made = await world();
      made.files.set("s3://acme/dev/release-r-2.json", there);
      await made.run(deployed);
      expect(made.json().outcome).to.equal("done");
      expect(made.warnings).to.deep.equal([
        "s3://acme/dev/release-r-2.json: replaced a file that this version can't read as a record of this release",
      ]);
    }
  });
});
