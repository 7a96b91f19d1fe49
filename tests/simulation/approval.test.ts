import { expect } from "chai";
import { calmSchedule } from "../../simulation/schedule";
import {
  approvalBases,
  crashes,
  everyNth,
  pairs,
  singles,
} from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const needing = { ...calmSchedule, approval: true };

describe("the simulation of a release that needs approval", () => {
  it("switches only once somebody has approved it", async () => {
    const recovery = ["resume", "approve"] as const;
    const { violation, ended } = await simulate({ ...needing, recovery });
    expect(violation).to.equal(null);
    expect(ended).to.deep.equal(["resting", "resting", "done", "done"]);
  });

  it("is rolled back if somebody rejects it, or nobody answers in time", async () => {
    const rejected = await simulate({ ...needing, recovery: ["reject"] });
    expect([rejected.violation, rejected.ended]).to.deep.equal([null, ["resting", "rolledBack"]]);
    const expired = await simulate({ ...needing, recovery: ["resume"] });
    expect(expired.violation).to.equal(null);
    expect(expired.ended.at(-1)).to.equal("rolledBack");
    expect(new Set(expired.ended.slice(0, -1))).to.deep.equal(new Set(["resting"]));
  });

  it("expires in the end if the clock jumped before it was requested, and is rolled back after a kill", async () => {
    const { violation, ended } = await simulate({
      ...{ ...needing, services: 2, canary: true, recovery: ["rollback", "resume"] },
      faults: [
        { moment: 36, kind: "clockJumps" },
        { moment: 144, kind: "kill" },
      ],
    });
    expect(violation).to.equal(null);
    expect(ended.slice(-3)).to.deep.equal(["refused", null, "rolledBack"]);
  });

  it("survives single faults, and people who approve, reject and freeze at any moment", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(singles(approvalBases), 30), 900);
  });

  it("survives a crash before, between and after what people do", async function () {
    this.timeout(120_000);
    const people = ["secondApprove", "secondReject", "secondFreeze", "kill"] as const;
    await expectSurvival(everyNth(pairs(crashes, people, approvalBases.slice(0, 1)), 20), 100);
  });
});
