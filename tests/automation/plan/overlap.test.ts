import { expect } from "chai";
import { describeOverlap, overlapOf, pricesOfOverlap } from "../../../automation/plan/overlap";
import { foresee } from "../../../automation/plan/foresee";
import type { PriceList } from "../../../automation/world/prices";
import { keptSettings } from "../../../config/definition";
import { type Settings, settingsSchema } from "../../../config/schema";
import type { ReleaseRequest } from "../../../release/transitions";
import { emptyState, type ReleaseState, withServices } from "../../../release/state";

const api = (more: object = {}) => ({ port: 8080, size: 3, ...more });
const worker = (overlap: boolean) => ({
  kind: "worker",
  size: 2,
  overlap,
  selfTest: { command: ["true"], timeoutSeconds: 40 },
});
const drain = { drainSeconds: 80, maxQuietSeconds: 300 };
const prices: PriceList = {
  ...{ region: "eu-central-1", from: "api", date: "2026-11-27", why: null },
  usd: { fargateVcpuHourX86: 0.04, fargateGbHourX86: 0.004 },
};

/** A release of all services, each of which serves on blue unless `isFirst`. */
function foreseen(services: Record<string, object>, isFirst = false, drained = drain) {
  const settings: Settings = settingsSchema.parse({ domain: "example.com", services });
  const names = Object.keys(services);
  const state: ReleaseState = withServices(emptyState, names);
  for (const name of isFirst ? [] : names) {
    state.services[name]!.activeColor = "blue";
    state.services[name]!.fleets.blue = { image: "repo@sha256:1", size: 3 };
  }
  const images: ReleaseRequest["services"] = Object.fromEntries(
    names.map((name) => {
      const service = settings.services[name]!;
      const takeover = service.kind === "worker" && (service.overlap ? "overlap" : "handover");
      const size = service.size as number;
      const candidate = { image: "repo@sha256:2", size, settings: keptSettings(service) };
      return [name, { ...candidate, ...(takeover && { worker: takeover }) }];
    }),
  );
  const request = { id: "r-1", owner: "me", startedAt: "now", services: images };
  const { ups } = foresee(state, request, settings);
  return { settings, states: ups.map((up) => up.state), drain: drained };
}

describe("the overlap of a release, foretold", () => {
  it("is its candidates' tasks, from their start until the old fleets have stopped", () => {
    const { tasks, seconds } = overlapOf(foreseen({ users: api(), rides: api() }), prices);
    expect(tasks).to.equal(6);
    // start and two good health checks; three `up`s; two names; drain; at most: quiet, leave and stop
    const { intervalSeconds, healthyThreshold } = healthCheck();
    const good = intervalSeconds * healthyThreshold;
    expect(seconds).to.deep.equal({
      low: 20 + good + 3 * 20 + 2 * 5 + 80,
      high: 120 + good + 3 * 60 + 2 * 60 + 80 + 300 + 60 + 60,
    });
  });

  const healthCheck = () => {
    const { users } = settingsSchema.parse({
      domain: "example.com",
      services: { users: api() },
    }).services;
    return (users as Extract<typeof users, { kind: "api" }>).healthCheck;
  };

  it("costs as much as so many tasks for so long, and is unknown where a price is", () => {
    const one = foreseen({ users: api({ cpu: 1024, memoryMiB: 2048 }) });
    const { usd, seconds } = overlapOf(one, prices);
    expect(usd!.low).to.be.closeTo((seconds.low * 3 * (0.04 + 2 * 0.004)) / 3600, 1e-12);
    expect(usd!.high).to.be.closeTo((seconds.high * 3 * (0.04 + 2 * 0.004)) / 3600, 1e-12);
    expect(overlapOf(one, { ...prices, usd: {} }).usd).to.equal(null);
  });

  it("grows by what the settings wait for before the switch", () => {
    const plain = overlapOf(foreseen({ users: api() }), null).seconds;
    const more = (settings: object) => {
      const { seconds } = overlapOf(foreseen({ users: api(settings) }), null);
      return { low: seconds.low - plain.low, high: seconds.high - plain.high };
    };
    expect(more({ warm: { paths: ["/"], requestsPerSecond: 5, seconds: 90 } })).to.deep.equal({
      low: 90,
      high: 90,
    });
    expect(more({ test: { command: "true", timeoutSeconds: 200 } })).to.deep.equal({
      low: 0,
      high: 200,
    });
    expect(more({ stopSeconds: 90, longestRequestSeconds: 30 })).to.deep.equal({ low: 0, high: 0 });
    expect(more({ hooks: { beforeSwitch: { command: ["x"], timeoutSeconds: 70 } } })).to.deep.equal(
      { low: 0, high: 70 },
    );
    expect(more({ hooks: { beforeStage: { command: ["x"], timeoutSeconds: 70 } } })).to.deep.equal({
      low: 0,
      high: 0,
    });
  });

  it("is none for a first release, and for a worker whose old fleet stops first", () => {
    const first = overlapOf(foreseen({ users: api() }, true), prices);
    expect(first).to.deep.equal({
      ...{ tasks: 0, seconds: { low: 0, high: 0 }, awaitsApproval: false },
      ...{ usd: { low: 0, high: 0 }, prices: null },
    });
    expect(overlapOf(foreseen({ jobs: worker(false) }), prices).tasks).to.equal(0);
    expect(overlapOf(foreseen({ jobs: worker(true) }), prices).tasks).to.equal(2);
    expect(describeOverlap(first)).to.equal("none, no old fleet runs beside a candidate");
  });

  it("asks nobody for prices where nothing overlaps", async () => {
    const asked: string[][] = [];
    const port = {
      list: (_: string, rates: readonly string[]) => {
        asked.push([...rates]);
        return Promise.resolve(prices);
      },
    };
    expect(await pricesOfOverlap(foreseen({ users: api() }, true), "x", port)).to.equal(null);
    expect(await pricesOfOverlap(foreseen({ users: api() }), "x", undefined)).to.equal(null);
    expect(await pricesOfOverlap(foreseen({ users: api() }), "x", port)).to.equal(prices);
    expect(asked).to.deep.equal([["fargateVcpuHourX86", "fargateGbHourX86"]]);
  });

  it("says how many tasks, how long, and for how much, with the prices' date", () => {
    const seconds = { low: 300, high: 540 };
    const said = (more: object) =>
      describeOverlap({ tasks: 6, seconds, awaitsApproval: false, usd: null, prices, ...more });
    expect(said({ usd: { low: 0.03, high: 0.05 } })).to.equal(
      "6 tasks for 5 to 9 minutes, $0.03-0.05 (prices of eu-central-1: AWS Pricing API, 2026-11-27)",
    );
    expect(said({})).to.equal(
      "6 tasks for 5 to 9 minutes, price unknown (prices of eu-central-1: AWS Pricing API, 2026-11-27)",
    );
    expect(said({ prices: null })).to.equal("6 tasks for 5 to 9 minutes");
    expect(said({ prices: null, awaitsApproval: true })).to.equal(
      "6 tasks for 5 to 9 minutes; until it is approved, the candidate runs for longer",
    );
  });

  it("says that an approval takes nobody knows how long", () => {
    const asked = foreseen({ users: api() });
    expect(overlapOf(asked, null).awaitsApproval).to.equal(false);
    const approval = { beforeSwitch: true, expiresHours: 24, notByOwner: true };
    const settings = { ...asked.settings, approval };
    expect(overlapOf({ ...asked, settings }, null).awaitsApproval).to.equal(true);
    const off = { ...asked.settings, approval: { ...approval, beforeSwitch: false } };
    expect(overlapOf({ ...asked, settings: off }, null).awaitsApproval).to.equal(false);
  });
});
