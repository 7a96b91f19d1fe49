import { expect } from "chai";
import {
  calmSchedule,
  type Fault,
  type FaultKind,
  type Schedule,
} from "../../../simulation/schedule";
import { shrink } from "../../../simulation/search/shrink";

const at = (moment: number, kind: FaultKind): Fault => ({ moment, kind });

const big: Schedule = {
  command: "deploy",
  edited: "crash",
  start: "first",
  services: 2,
  worker: "handover",
  neighbour: "settled",
  hooks: true,
  canary: true,
  approval: true,
  compare: true,
  windows: true,
  recovery: ["abort", "resume"],
  thenRollBack: true,
  faults: [
    at(3, "timeout"),
    at(17, "kill"),
    at(40, "plainUp"),
    at(41, "serverSlow"),
    at(90, "freeze"),
  ],
};

describe("shrinking a schedule", () => {
  it("finds the two faults that are needed, at their first moments, with everything else plain", async () => {
    // Fails whenever a kill at 7 or later comes before a slow server.
    const fails = ({ faults }: Schedule) => {
      const kill = faults.findIndex(({ kind, moment }) => kind === "kill" && moment >= 7);
      return kill >= 0 && faults.slice(kill).some(({ kind }) => kind === "serverSlow");
    };
    let asked = 0;
    const shortest = await shrink(big, (schedule) => {
      asked++;
      return Promise.resolve(fails(schedule));
    });
    expect(shortest).to.deep.equal({
      ...calmSchedule,
      faults: [at(7, "kill"), at(7, "serverSlow")],
    });
    expect(asked).to.be.lessThan(200);
  });

  it("keeps what is needed of the rest", async () => {
    const needed = ({ start, services, recovery, thenRollBack }: Schedule) =>
      start === "first" && services === 2 && recovery.includes("resume") && thenRollBack;
    expect(await shrink(big, (schedule) => Promise.resolve(needed(schedule)))).to.deep.equal({
      ...big,
      edited: null,
      hooks: false,
      worker: null,
      neighbour: null,
      approval: false,
      canary: false,
      compare: false,
      windows: false,
      recovery: ["resume"],
      faults: [],
    });
  });

  it("keeps a command that can end a release, whatever else recovers it", async () => {
    for (const recovery of [
      ["rollback", "abort"],
      ["approve", "abort"],
      ["deploy", "abort"],
    ] as const) {
      const aborted = ({ recovery: some }: Schedule) => some.join() !== "resume";
      const { recovery: left } = await shrink({ ...big, recovery }, (one) =>
        Promise.resolve(aborted(one)),
      );
      expect(left).to.deep.equal(["abort"]);
    }
  });

  it("returns the schedule itself if nothing simpler fails", async () => {
    expect(await shrink(big, () => Promise.resolve(false))).to.equal(big);
  });
});
