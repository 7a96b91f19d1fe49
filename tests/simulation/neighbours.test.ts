import { expect } from "chai";
import { calmSchedule, type Schedule } from "../../simulation/schedule";
import {
  crashesWithFault,
  everyNth,
  faultsAt,
  neighbourBases,
  singles,
} from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const beside = (neighbour: Schedule["neighbour"]): Schedule => ({ ...calmSchedule, neighbour });

const changesOf = (timeline: readonly string[]) =>
  timeline.flatMap((line) => / (billing .* is now .*)/.exec(line)?.[1] ?? []);

describe("simulation: a release with a neighbour that it leaves alone", () => {
  it("does not touch the neighbour", async () => {
    const { violation, ended, timeline } = await simulate(beside("settled"), { timeline: true });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done"] });
    expect(changesOf(timeline)).to.deep.equal([]);
  });

  it("first finishes what a previous `up` left unfinished", async () => {
    const { violation, ended, timeline } = await simulate(beside("unfinished"), { timeline: true });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done"] });
    expect(changesOf(timeline)).to.deep.equal(["billing green fleet is now 0"]);
  });

  it("is caught skipping what is unfinished if nobody checks whether everything is settled", async () => {
    const { violation } = await simulate(beside("unfinished"), { broken: "settled" });
    expect(violation).to.deep.equal({
      invariant: 10,
      what: "an `up` limited to some services skipped billing green fleet",
    });
  });

  it("keeps a release of the neighbour waiting in every step, and never after its end", async () => {
    const base = beside("settled");
    const { places } = await simulate(base);
    const endings = new Set<string>();
    for (const fault of faultsAt(places, ["secondDeploy"])) {
      const { violation, ended, timeline } = await simulate(
        { ...base, faults: [fault] },
        { timeline: true },
      );
      expect(violation, `at ${fault.moment}`).to.equal(null);
      endings.add(ended.slice(0, 2).join(" and "));
      // Whoever gets this answer has changed nothing.
      const released = changesOf(timeline).length > 0;
      if (ended[1] === "held") expect(released, `at ${fault.moment}`).to.equal(false);
    }
    expect([...endings].sort()).to.deep.equal(["done and done", "done and held"]);
  });

  it("survives every single fault, with every way to recover, from either start", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(singles(neighbourBases), 4), 2000);
  });

  it("survives a crash combined with any other fault: a sample of all such pairs", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(crashesWithFault(neighbourBases), 240), 1000);
  });
});
