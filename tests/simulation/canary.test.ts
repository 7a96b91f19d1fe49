import { expect } from "chai";
import { calmSchedule, type Schedule } from "../../simulation/schedule";
import {
  canaryBases,
  crashesWithFault,
  everyNth,
  singles,
} from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const canary: Schedule = { ...calmSchedule, canary: true };
const rules = (timeline: readonly string[]) =>
  timeline.flatMap(
    (line) => / users rule of the (\w+ load balancer is now .*)/.exec(line)?.[1] ?? [],
  );

describe("a canary in the simulation", () => {
  it("shifts production at both load balancers, round by round", async () => {
    const { violation, ended, timeline } = await simulate(canary, { timeline: true });
    expect(violation).to.equal(null);
    expect(ended).to.deep.equal(["done"]);
    const both = (target: string) =>
      ["blue", "green"].map((edge) => `${edge} load balancer is now ${target}`);
    expect(rules(timeline)).to.deep.equal([
      ...both("green 10, blue 90"),
      ...both("green 50, blue 50"),
      ...both("green"),
    ]);
  });

  it("returns at both when an alarm goes off in it", async () => {
    const { places } = await simulate(canary);
    const found = new Set<string>();
    for (const moment of places.keys()) {
      const faults = [{ moment, kind: "alarmGoesOff" as const }];
      const { violation, ended, timeline } = await simulate(
        { ...canary, faults },
        { timeline: true },
      );
      expect(violation, String(moment)).to.equal(null);
      if (timeline.some((line) => line.includes("green 50"))) continue;
      if (!timeline.some((line) => line.includes("green 10"))) continue;
      expect(ended).to.deep.equal(["rolledBack"]);
      found.add(rules(timeline).join("; "));
    }
    expect([...found]).to.deep.equal([
      ["green 10, blue 90", "green 10, blue 90", "blue", "blue"]
        .map((target, index) => `${index % 2 ? "green" : "blue"} load balancer is now ${target}`)
        .join("; "),
    ]);
  });

  it("survives single faults, with every way to recover", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(singles(canaryBases), 6), 1000);
  });

  it("survives a crash with another fault", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(crashesWithFault(canaryBases.slice(0, 1)), 900), 100);
  });
});
