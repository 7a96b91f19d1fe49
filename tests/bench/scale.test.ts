import { expect } from "chai";
import { parse, stringify } from "yaml";
import { resultOf } from "../../bench/scale";
import type { Cost } from "../../bench/scale/cost";
import type { EnvironmentCost } from "../../bench/scale/environment";
import { parseStat, watchTree } from "../../bench/scale/processTree";
import { settingsWith } from "../../bench/scale/settings";
import { stateSizeOf } from "../../bench/scale/stateSize";
import { readSettings } from "../../config/settings";
import { ofNamespace } from "../../config/raw";
import { settings } from "../../rehearsal/run/settings";

const cost = (seconds: number, peakMiB: number): Cost => ({
  seconds,
  peakMiB,
  engineMiB: 1,
  engineCpuSeconds: 2,
  deployerCpuSeconds: 3,
});

function environment(services: number, upSeconds: number, releaseSeconds: number): EnvironmentCost {
  return {
    services,
    resources: 30 + 30 * services,
    state: { exportBytes: 900, plainExportBytes: 800, releaseBytes: 300, plainReleaseBytes: 200 },
    up: cost(upSeconds, 300 + services),
    release: { ...cost(releaseSeconds, 400), waitSeconds: 10, ups: 3 },
    bare: cost(upSeconds / 2, 200),
    bareRelease: cost(5 + services / 20, 200),
  };
}

const goalsOf = (...costs: EnvironmentCost[]) => resultOf(costs).goals.map(({ met }) => met);

describe("the bench of environment sizes", () => {
  it("reports the cost per service, and how that compares to a bare program", () => {
    const few = environment(1, 5, 20);
    const { figures } = resultOf([few, environment(101, 55, 30)]);
    expect(figures).to.include({
      resources101: 3060,
      export101Bytes: 900,
      export101PlainBytes: 800,
      releaseOutput101Bytes: 300,
      releaseOutput101PlainBytes: 200,
      up101Seconds: 55,
      ratio101: 2,
      release101OwnSeconds: 20,
      shareResources: 30,
      shareUpSeconds: 0.5,
      shareUpMiB: 1,
      shareReleaseSeconds: 0.1,
      releaseRatio: 2,
    });
    expect(figures["growthRatio"]).to.be.closeTo(2, 1e-9);
    expect(figures["bareReleaseRatio"]).to.be.closeTo(10.05 / 5.05, 1e-9);
    expect(resultOf([few]).figures).to.not.have.property("releaseRatio");
  });

  it("measures the state as if all had been released, with definitions and without", () => {
    const settings = { cpu: 256 };
    const old = { image: "users@sha256:1", size: 0, settings };
    const users = {
      activeColor: "green",
      fleets: { blue: old, green: { image: "users@sha256:2", size: 2, settings } },
      previous: { image: "users@sha256:1", settings },
    };
    const never = { activeColor: null, fleets: { blue: { image: null, size: 0 } } };
    const stateOf = (services: object) => ({
      deployment: {
        resources: [
          { type: "a:b:C" },
          { type: "pulumi:pulumi:Stack", outputs: { release: { revision: 7, services } } },
        ],
      },
    });
    const size = (value: unknown) => JSON.stringify(value, null, 4).length;
    const all = { users, "neighbour-1": users };
    const plain = {
      activeColor: "green",
      fleets: {
        blue: { image: "users@sha256:1", size: 0 },
        green: { image: "users@sha256:2", size: 2 },
      },
    };
    const allPlain = { users: plain, "neighbour-1": plain };
    expect(stateSizeOf(JSON.stringify(stateOf({ users, "neighbour-1": never })))).to.deep.equal({
      exportBytes: size(stateOf(all)),
      plainExportBytes: size(stateOf(allPlain)),
      releaseBytes: size({ revision: 7, services: all }),
      plainReleaseBytes: size({ revision: 7, services: allPlain }),
    });
  });

  it("judges time, memory, growth and the release of one service separately", () => {
    const [one, ten] = [environment(1, 5, 20), environment(10, 9.5, 21)];
    expect(goalsOf(one, ten, environment(100, 54.5, 25))).to.deep.equal([true, true, true, true]);
    expect(goalsOf(one, ten, environment(100, 60, 25))).to.deep.equal([false, true, true, true]);
    const large = { ...environment(100, 54.5, 25), up: cost(54.5, 1536) };
    expect(goalsOf(one, ten, large)).to.deep.equal([true, false, true, true]);
    // 5/9 s each up to ten, then 0.77 s each.
    const steeper = [one, environment(10, 10, 21), environment(90, 72, 25)];
    expect(goalsOf(...steeper)).to.deep.equal([false, true]);
    expect(goalsOf(one, ten, environment(100, 54.5, 26))).to.deep.equal([true, true, true, false]);
    expect(goalsOf(environment(100, 10, 20))).to.deep.equal([true, true]);
  });

  it("creates valid settings for that many services, of which AWS would reject a hundred", () => {
    const text = stringify({ config: settings({ ttlSeconds: 1, startSeconds: 20 }) });
    for (const count of [1, 100]) {
      const { config } = parse(settingsWith(count, text)) as { config: Record<string, unknown> };
      const reading = readSettings(ofNamespace(config, "bluegreen"));
      if (!reading.ok) throw new Error(reading.problems.join("\n"));
      expect(Object.keys(reading.value.services)).to.have.length(count);
      const asGiven = readSettings(ofNamespace({ ...config, "bluegreen:quotas": {} }, "bluegreen"));
      expect(asGiven.ok).to.equal(count === 1);
    }
  });

  it("reads a process's figures from Linux, whatever its name", () => {
    const fields = [
      "S",
      7,
      1,
      1,
      0,
      -1,
      4194304,
      10,
      0,
      0,
      0,
      150,
      50,
      0,
      0,
      20,
      0,
      1,
      0,
      9,
      1e9,
      512,
    ];
    expect(parseStat(`42 (a ) b) ${fields.join(" ")} 1 2 3\n`)).to.deep.equal({
      pid: 42,
      parent: 7,
      command: "a ) b",
      cpuSeconds: 2,
      mib: 2,
    });
  });

  it("measures a process of its own, on Linux", () => {
    const { peakMiB, engineMiB } = watchTree(process.pid).stop();
    if (process.platform === "linux") expect(peakMiB).to.be.within(20, 8192);
    else expect(peakMiB).to.equal(0);
    expect(engineMiB).to.equal(0);
  });
});
