import { expect } from "chai";
import { glanceOf, whyTitle } from "../../../automation/record/glance";
import type { ReleaseRecord } from "../../../automation/record/schema";
import { at, countedRecord, exampleRecord, refusedRecord } from "../report/exampleRecord";

const noticed = (more: Partial<ReleaseRecord>, record = exampleRecord()) =>
  glanceOf({ ...record, ...more }).noticed;

const fromHistory = (): Partial<ReleaseRecord> => ({
  ...{ exitCode: null, alarms: [] },
  sources: { ...exampleRecord().sources, alarms: [], traffic: [] },
});
const back = { outcome: "rolledBack", exitCode: 3, returned: true } as const;
const before = { ...back, returned: false } as const;
const unknown = { ...back, returned: null } as const;
const counts = "Of 3,000 requests that the load balancers counted, none got a 5xx.";

describe("whether anybody noticed a release", () => {
  it("is answered for one that is done by alarms and requests", () => {
    const healthy = "Probably not: no alarm went off, and production stayed healthy.";
    expect(noticed({})).to.equal(`${healthy} Requests were not counted.`);
    expect(noticed({}, countedRecord())).to.equal(`${healthy} ${counts}`);
    const [users] = exampleRecord().services;
    expect(noticed({ services: [{ ...users!, worker: true }] })).to.equal(
      "Probably not: no alarm went off, and the new version keeps running.",
    );
    expect(noticed(fromHistory())).to.equal(
      "Not known: Pulumi's history keeps neither requests nor alarms.",
    );
    const { sources } = fromHistory();
    expect(noticed({ sources: sources! }, countedRecord())).to.equal(
      `Not known: Pulumi's history keeps no alarms. ${counts}`,
    );
  });

  it("names alarms that could not tell, since they were on before and never OK", () => {
    const was = { at: at(1), name: "errors", state: "ALARM", reason: "5 of 10" };
    const isOk = { ...was, name: "latency", state: "OK" };
    expect(noticed({ alarms: [was, isOk] })).to.equal(
      "Probably not: no alarm went off, and production stayed healthy. errors could not go off: " +
        "already in ALARM before, and never OK. Requests were not counted.",
    );
    expect(noticed({ alarms: [was, { ...was, state: "OK" }] })).to.equal(
      "Probably not: no alarm went off, and production stayed healthy. Requests were not counted.",
    );
  });

  it("is answered for one that was rolled back by whether its candidate has served", () => {
    for (const more of [{}, fromHistory()]) {
      expect(noticed({ ...more, ...before })).to.equal(
        "No: the candidate was stopped before it served production.",
      );
      expect(noticed({ ...more, ...back }, countedRecord())).to.equal(
        `Maybe: the candidate may have served production before it was rolled back. ${counts}`,
      );
    }
    expect(noticed(unknown)).to.equal(
      "Not known: it was not recorded whether the candidate served production before it was rolled back.",
    );
  });

  it("is answered for a decommission that was rolled back without speaking of a candidate", () => {
    const kind = "decommission";
    expect(noticed({ kind, ...before })).to.equal("No: no service left production.");
    expect(noticed({ kind, ...back })).to.equal(
      "Maybe: a service may have left production before it was put back.",
    );
    expect(noticed({ kind, ...unknown })).to.equal(
      "Not known: it was not recorded whether a service left production before it was put back.",
    );
  });

  it("is no where nothing was changed, and open where the release has not ended", () => {
    const nothing = "No: nothing was changed.";
    expect(glanceOf(refusedRecord()).noticed).to.equal(nothing);
    for (const outcome of ["unchanged", "paused", "held", "bug"] as const) {
      expect(noticed({ outcome, reasons: [] }, refusedRecord()), outcome).to.equal(nothing);
    }
    for (const outcome of ["paused", "held", "bug", "inProgress"] as const) {
      for (const more of [{}, fromHistory()]) {
        expect(noticed({ ...more, outcome, returned: null }, countedRecord()), outcome).to.equal(
          `Not known: the release has not ended. ${counts}`,
        );
      }
    }
  });

  it("claims nothing of the time before a release was resumed", () => {
    const resumedAt = at(9);
    const unwatched = [{ from: at(0.5), to: resumedAt }];
    const unseen = "Nobody watched alarms from 03:04:05 UTC to 03:04:14 UTC.";
    expect(noticed({ resumedAt, unwatched }, countedRecord())).to.equal(
      "Probably not: no alarm went off while a deployer watched, and production stayed healthy. " +
        `${unseen} ${counts}`,
    );
    const failing = countedRecord();
    failing.traffic[1]!.minutes[1]!.errors = 4;
    expect(noticed({ resumedAt, unwatched }, failing)).to.equal(
      "Maybe: no alarm went off while a deployer watched, but there were errors. " +
        `${unseen} ${counts.replace("none", "4")}`,
    );
    expect(noticed({ resumedAt, ...before })).to.equal(noticed(before));
    // It may have gone off because of the release, before anybody looked.
    const alarms = [{ at: at(9), name: "errors", state: "ALARM", reason: "5 datapoints" }];
    expect(noticed({ resumedAt, alarms })).to.equal(
      "Maybe: already in ALARM when the release was resumed: errors at 03:04:14 UTC (5 datapoints).",
    );
  });

  it("is probably yes once an alarm went off, but for a candidate that never served", () => {
    const [ok] = exampleRecord().alarms;
    const alarms = [ok!, { ...ok!, at: at(16), state: "ALARM", reason: "5 datapoints" }];
    const shown = "users-green-errors at 03:04:21 UTC (5 datapoints).";
    for (const more of [{}, back, unknown, { outcome: "paused" as const }]) {
      expect(noticed({ alarms, ...more })).to.equal(`Probably: 1 alarm went off: ${shown}`);
    }
    expect(noticed({ alarms, ...before })).to.equal(
      `Maybe: 1 alarm went off, but the candidate was stopped before it served production: ${shown}`,
    );
  });
});

describe("what a release changed", () => {
  const [users] = exampleRecord().services;
  const changed = (more: Partial<ReleaseRecord>) =>
    glanceOf({ ...exampleRecord(), ...more }).changed;
  const [old, candidate] = ["1.3.0 (sha256:111111111111)", "1.4.0 (sha256:222222222222)"];
  const serving = { color: "blue" as const, image: users!.before!.image, tag: "1.3.0", size: 2 };
  const none = { color: null, image: null, tag: null, size: 0 };

  it("is said to be rolled back where it was, with what is running", () => {
    expect(changed({ ...back, services: [{ ...users!, serving }] })).to.deep.equal([
      `users: ${old} -> ${candidate}, rolled back; ${old} is running`,
      "users, cpu: 256 -> 512, rolled back",
      "users, environment.LOG_LEVEL: not set -> a value, rolled back",
    ]);
    const changes: [] = [];
    const first = { ...users!, before: null, serving: none, changes };
    expect(changed({ ...back, services: [first] })).to.deep.equal([
      `users: ${candidate}, its first version, rolled back; nothing is running`,
    ]);
    const leaving = { ...users!, after: null, candidate: null, serving, changes };
    expect(changed({ ...back, kind: "decommission", services: [leaving] })).to.deep.equal([
      `users: ${old} -> decommissioned, rolled back; ${old} is running`,
    ]);
  });

  it("is said not to be finished until it is", () => {
    expect(changed({})[0]).to.equal(`users: ${old} -> ${candidate}`);
    for (const outcome of ["paused", "held", "bug", "inProgress"] as const) {
      expect(changed({ outcome }), outcome).to.deep.equal([
        `users: ${old} -> ${candidate}, not finished`,
        "users, cpu: 256 -> 512, not finished",
        "users, environment.LOG_LEVEL: not set -> a value, not finished",
      ]);
    }
  });
});

describe("the title over a release's reasons", () => {
  it("goes with how it ended", () => {
    expect(
      (["done", "rolledBack", "refused", "paused", "inProgress"] as const).map((outcome) =>
        whyTitle({ outcome }),
      ),
    ).to.deep.equal([
      ...["What failed afterwards", "Why it was rolled back", "Why it was refused"],
      ...["Why it was paused", "Why it is being rolled back"],
    ]);
  });
});
