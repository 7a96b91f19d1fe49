import { expect } from "chai";
import { history } from "../../../automation/commands/history";
import { report } from "../../../automation/commands/report";
import type { ReleaseRecord } from "../../../automation/record/schema";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { deployed, inTwoParts, resumed, world } from "./keptWorld";

describe("`report` and `history` with records that are kept", () => {
  it("read them first, and say so", async () => {
    const made = await world();
    await inTwoParts(made);
    const { text, json } = await report(made.session, { release: "r-2" });
    expect(json).to.deep.equal(made.json());
    expect(text.split("\n").at(-1)).to.equal("record: s3://acme/dev/release-r-2.json");
    const listed = await history(made.session, { limit: 10 });
    const { releases } = listed.json as { releases: { id: string; record: string | null }[] };
    expect(releases.map(({ id, record }) => [id, record])).to.deep.equal([
      ["r-2", "s3://acme/dev/release-r-2.json"],
      ["r-1", null],
    ]);
    expect(listed.text).to.include("\n    record: s3://acme/dev/release-r-2.json\n");
    expect(listed.text).to.match(
      /\n {4}record: none that may be read; this is from Pulumi's history$/,
    );
  });

  it("rebuild from history what is missing or can't be read, and say why", async () => {
    const made = await world();
    const missing = await report(made.session, { release: "r-1" });
    expect(missing.json).to.deep.include({ release: "r-1", exitCode: null, outcome: "done" });
    expect(missing.text.split("\n").at(-1)).to.equal(
      "record: there is no s3://acme/dev/release-r-1.json that may be read; rebuilt from Pulumi's history",
    );
    const there = "s3://acme/dev/release-r-1.json";
    const { drain, ...rest } = missing.json as ReleaseRecord;
    const other = JSON.stringify({ ...rest, release: "r-7", drain: { ...drain, seconds: 0 } });
    for (const [text, what] of [
      ['{"version":2}', "is a record of version 2; this deployer reads version 1"],
      ['{"version":1}', "is not a release record of version 1"],
      ['{"version":1e999}', "is not a release record of version 1"],
      [JSON.stringify(missing.json).slice(0, -9), "is not a release record of version 1"],
      ["\u0000\ufffd", "is not a release record of version 1"],
      ["null", "is not a release record of version 1"],
      ["", "is not a release record of version 1"],
      [other, "is the record of another release"],
    ] as const) {
      made.files.set(there, text);
      const { text: said, json } = await report(made.session, {});
      expect(said).to.include(`\nrecord: ${there} ${what}; rebuilt from Pulumi's history`);
      expect(json).to.deep.include({ release: "r-1", outcome: "done", exitCode: null });
      const listed = await history(made.session, { limit: 10 });
      expect(listed.json).to.have.nested.property("releases[0].record", null);
      expect(listed.text).to.include(
        "record: none that may be read; this is from Pulumi's history",
      );
    }
    const failing = () => ({ ...made.store, read: () => Promise.reject(new Error("no answer")) });
    const failed = await report({ ...made.session, records: failing }, {});
    expect(failed.text).to.include(
      "\nrecord: s3://acme/dev/release-r-1.json could not be read: no answer; rebuilt from",
    );
  });

  it("know a release that history has forgotten, and refuse one that nobody knows", async () => {
    const made = await world();
    await made.run(deployed);
    made.updates.length = 0;
    expect((await report(made.session, { release: "r-2" })).json).to.deep.equal(made.json());
    const refusal = await report(made.session, { release: "r-9" }).catch((error: unknown) => error);
    expect(refusal).to.deep.include({
      found: "r-9 is not among the last releases of dev",
      reasons: ["there is no s3://acme/dev/release-r-9.json that may be read"],
    });
  });

  it("add what happened after the last deployer that could write", async () => {
    const made = await world();
    made.stops.push("switch");
    await made.run(deployed);
    const paused = made.json();
    made.stops.length = 0;
    await made.ports.clock.sleep(60_000);
    // Its own record is lost.
    await resumed(startRun(made.ports, allRules, "bob@vm:8"));
    const { text, json } = await report(made.session, {});
    const record = json as ReleaseRecord;
    expect(record).to.deep.include({ outcome: "done", release: "r-2", exitCode: null });
    expect(record.tests).to.deep.equal(paused.tests);
    expect(record.ups.map(({ verb, from }) => [verb, from])).to.deep.equal([
      ["stage", "observed"],
      ["switch", "observed"],
      ["switch", "history"],
      ["retire", "history"],
    ]);
    expect(record.unwatched).to.deep.equal([{ from: paused.made.at, to: record.endedAt }]);
    expect(text).to.match(
      /\nrecord: s3:\S+\/release-r-2\.json until \S+ UTC, Pulumi's history since then$/,
    );
  });

  it("say in full why a release was rolled back or paused", async () => {
    const made = await world();
    made.stops.push("switch");
    await made.run(deployed);
    const { releases } = (await history(made.session, { limit: 1 })).json as {
      releases: { why: string; result: string }[];
    };
    expect(releases[0]).to.deep.include({
      result: "underWay",
      why: made.json().reasons.join("; "),
    });
  });
});
