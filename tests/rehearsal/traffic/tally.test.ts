import { expect } from "chai";
import { type Ended, Tally } from "../../../rehearsal/traffic/tally";
import { mixedVersionSeconds } from "../../../rehearsal/traffic/trafficReport";

const startMs = 1_700_000_000_000;

function answered(
  atMs: number,
  service: string,
  version: string,
  changes: Partial<Ended> & { kind?: string } = {},
): Ended {
  const { kind = "ttl", ...others } = changes;
  return {
    slot: { kind, service, path: "/version" },
    startedMs: startMs + atMs - 10,
    endedMs: startMs + atMs,
    outcome: { ok: true, service, version, digest: `sha256:${version}` },
    address: "10.0.0.1",
    retries: 0,
    ...others,
  };
}

function refused(atMs: number, kind = "ttl"): Ended {
  return answered(atMs, "users", "", {
    kind,
    outcome: { ok: false, phase: "connect", error: "connect ECONNREFUSED" },
  });
}

function sent(second: number, kind: string, service: string, digest: string | null, answers = 1) {
  return { second, kind, service, digest, answers, errors: 0 };
}

describe("the tally", () => {
  let tally: Tally;
  beforeEach(() => (tally = new Tally(startMs, ["ttl", "fresh"], ["users", "matching"])));

  it("adds up by kind, service, version and second", () => {
    tally.add(answered(10, "users", "v1"));
    tally.add(answered(999, "users", "v1", { startedMs: startMs + 699 }));
    tally.add(answered(1000, "users", "v2", { kind: "fresh", retries: 1 }));
    tally.add(answered(1500, "users", "v1"));
    tally.add(answered(1700, "matching", "v1"));
    tally.add(refused(3200));
    expect(tally.report(startMs + 4000, 5)).to.deep.equal({
      startedMs: startMs,
      endedMs: startMs + 4000,
      requests: 6,
      failed: 1,
      closedByStop: 0,
      finishedAfterStop: 0,
      retriedOnClosedConnection: 1,
      skipped: 5,
      clients: {
        ttl: {
          requests: 5,
          failed: 1,
          closedByStop: 0,
          services: {
            users: { requests: 4, failed: 1 },
            matching: { requests: 1, failed: 0 },
          },
          medianMs: 10,
          p99Ms: 300,
        },
        fresh: {
          requests: 1,
          failed: 0,
          closedByStop: 0,
          services: {
            users: { requests: 1, failed: 0 },
            matching: { requests: 0, failed: 0 },
          },
          medianMs: 10,
          p99Ms: 10,
        },
      },
      services: {
        users: {
          requests: 5,
          failed: 1,
          versions: [
            {
              version: "v1",
              digest: "sha256:v1",
              answers: 3,
              firstMs: startMs + 10,
              lastMs: startMs + 1500,
            },
            {
              version: "v2",
              digest: "sha256:v2",
              answers: 1,
              firstMs: startMs + 1000,
              lastMs: startMs + 1000,
            },
          ],
        },
        matching: {
          requests: 1,
          failed: 0,
          versions: [
            {
              version: "v1",
              digest: "sha256:v1",
              answers: 1,
              firstMs: startMs + 1700,
              lastMs: startMs + 1700,
            },
          ],
        },
      },
      seconds: [
        { second: 0, answers: { users: { v1: 2 } }, failed: {} },
        { second: 1, answers: { users: { v1: 1, v2: 1 }, matching: { v1: 1 } }, failed: {} },
        { second: 3, answers: {}, failed: { users: 1 } },
      ],
      latencies: [
        {
          ...{ service: "users", version: "v1", medianMs: 10, p99Ms: 300 },
          seconds: [
            { second: 0, medianMs: 10, p99Ms: 300 },
            { second: 1, medianMs: 10, p99Ms: 10 },
          ],
        },
        {
          ...{ service: "users", version: "v2", medianMs: 10, p99Ms: 10 },
          seconds: [{ second: 1, medianMs: 10, p99Ms: 10 }],
        },
        {
          ...{ service: "matching", version: "v1", medianMs: 10, p99Ms: 10 },
          seconds: [{ second: 1, medianMs: 10, p99Ms: 10 }],
        },
      ],
      senders: [
        sent(0, "ttl", "users", "sha256:v1", 2),
        sent(0, "fresh", "users", "sha256:v2"),
        sent(1, "ttl", "users", "sha256:v1"),
        sent(1, "ttl", "matching", "sha256:v1"),
        { ...sent(3, "ttl", "users", null), errors: 1 },
      ],
      failures: [
        {
          atMs: startMs + 3200,
          kind: "ttl",
          service: "users",
          path: "/version",
          address: "10.0.0.1",
          phase: "connect",
          error: "connect ECONNREFUSED",
        },
      ],
    });
  });

  it("counts errors by who answered with them, and answers when they were asked for", () => {
    const status = { ok: false, phase: "status", error: "500" } as const;
    const v2 = { outcome: { ...status, answeredBy: "sha256:v2" } };
    tally.add(answered(1200, "users", "", { ...v2, startedMs: startMs + 990 }));
    tally.add(answered(900, "users", "v2"));
    tally.add(answered(950, "users", "", { outcome: status }));
    const { senders, failures } = tally.report(startMs + 2000, 0);
    expect(senders).to.deep.equal([
      { ...sent(0, "ttl", "users", "sha256:v2", 2), errors: 1 },
      { ...sent(0, "ttl", "users", null), errors: 1 },
    ]);
    expect(failures.map(({ answeredBy }) => answeredBy)).to.deep.equal(["sha256:v2", undefined]);
  });

  it("counts streams that were closed by the stop apart from failures, and not how long they took", () => {
    tally.add(answered(10, "users", "v1"));
    const stream = { kind: "fresh", startedMs: startMs, isStream: true };
    tally.add(answered(9000, "users", "v1", { ...stream, closedByStop: true }));
    tally.add(answered(9500, "users", "v2", { ...stream, closedByStop: false }));
    const report = tally.report(startMs + 10_000, 0, 7);
    expect(report).to.include({ requests: 3, failed: 0, closedByStop: 1, finishedAfterStop: 7 });
    const { closedByStop, medianMs } = report.clients["fresh"]!;
    expect({ closedByStop, medianMs }).to.deep.equal({ closedByStop: 1, medianMs: null });
    // The old version's last answer is not the end of a stream that it once began.
    expect(report.services["users"]!.versions.map(({ version }) => version)).to.deep.equal(["v1"]);
  });

  it("counts each failure, and keeps the first 20 of each kind of client", () => {
    for (let time = 0; time < 30; time++) tally.add(refused(time));
    tally.add(refused(31, "fresh"));
    const report = tally.report(startMs + 100, 0);
    expect(report.failed).to.equal(31);
    expect(report.clients.ttl).to.deep.include({
      requests: 30,
      failed: 30,
      medianMs: null,
      p99Ms: null,
    });
    expect(report.failures).to.have.length(21);
    expect(report.failures.map(({ atMs }) => atMs - startMs)).to.deep.equal([
      ...Array.from({ length: 20 }, (_, index) => index),
      31,
    ]);
  });

  it("distinguishes two builds of one version by their digests", () => {
    tally.add(answered(10, "users", "v1"));
    const other = { ok: true, service: "users", version: "v1", digest: "sha256:x" } as const;
    tally.add(answered(20, "users", "v1", { outcome: other }));
    const { versions } = tally.report(startMs, 0).services.users!;
    expect(versions.map(({ digest }) => digest)).to.deep.equal(["sha256:v1", "sha256:x"]);
  });
});

describe("the tally of latencies", () => {
  it("leaves out requests that take as long as they are made to", () => {
    const tally = new Tally(startMs, ["ttl", "upload"], ["users"]);
    tally.add(answered(10, "users", "v1"));
    tally.add(answered(900, "users", "v1", { kind: "upload", startedMs: startMs }));
    const [latency] = tally.report(startMs + 1000, 0).latencies;
    expect(latency).to.deep.include({ version: "v1", medianMs: 10, p99Ms: 10 });
  });
});

describe("the mixed-version window", () => {
  const version = (name: string, firstMs: number, lastMs: number) => ({
    version: name,
    digest: `sha256:${name}`,
    answers: 2,
    firstMs,
    lastMs,
  });

  it("runs from the first new answer to the last old one", () => {
    const versions = [version("v1", 0, 9250), version("v2", 4000, 20_000)];
    expect(mixedVersionSeconds(versions, "sha256:v2")).to.equal(5.25);
  });

  it("is 0 without overlap, without a new version, and without an old one", () => {
    const versions = [version("v1", 0, 3000), version("v2", 4000, 20_000)];
    expect(mixedVersionSeconds(versions, "sha256:v2")).to.equal(0);
    expect(mixedVersionSeconds([version("v1", 0, 3000)], "sha256:v2")).to.equal(0);
    expect(mixedVersionSeconds([version("v2", 0, 3000)], "sha256:v2")).to.equal(0);
  });
});
