import { expect } from "chai";
import { allRules, ruleNames } from "../../automation/world/rules";
import { breakable, type BreakName, isBreakName, safetyRules } from "../../simulation/breaks";
import { calmSchedule, type FaultKind, type Schedule } from "../../simulation/schedule";
import { faultsAt, pairs } from "../../simulation/search/enumerate";
import { explain, explore } from "../../simulation/search/explore";
import { simulate } from "../../simulation/simulate";

/** Faults in whose presence the rule matters, and the invariants that are violated without it. */
const shownBy: Record<
  BreakName,
  { faults: FaultKind[]; invariants: number[]; where?: Partial<Schedule> }
> = {
  drain: { faults: [], invariants: [2] },
  drainOnReturn: { faults: ["newDies"], invariants: [2] },
  verifyPropagation: { faults: ["landsLate"], invariants: [2] },
  hookOnce: { faults: ["kill", "tasksForgotten"], invariants: [8], where: { hooks: true } },
  handover: { faults: [], invariants: [9], where: { worker: "handover" } },
  gate: { faults: ["testsFail"], invariants: [1, 6] },
  refresh: { faults: ["failAfter"], invariants: [1, 2, 4] },
  place: { faults: ["secondAbort", "failAfter"], invariants: [1, 2] },
  waitOnUnknown: { faults: ["kill"], invariants: [2], where: { recovery: ["abort"] } },
  oldFleetStands: { faults: ["kill"], invariants: [1, 2], where: { recovery: ["abort"] } },
  forwardStragglers: { faults: [], invariants: [2] },
  orderInsideUp: { faults: [], invariants: [1], where: { start: "first" } },
  // Whoever can't read what a failed `up` has recorded goes on from the state before.
  compareAndSwap: { faults: ["replyLost", "timeout"], invariants: [3] },
  settled: { faults: [], invariants: [10], where: { neighbour: "unfinished" } },
  lock: { faults: ["secondDeploy"], invariants: [3] },
  carryOver: { faults: ["plainUp"], invariants: [1, 2, 5] },
  ownDefinition: { faults: ["plainUp"], invariants: [5, 6], where: { edited: "variable" } },
  testSettings: { faults: [], invariants: [6], where: { command: "settings", edited: "variable" } },
  rollBackSettings: {
    faults: [],
    invariants: [6],
    where: { edited: "variable", thenRollBack: true },
  },
  sameShare: { faults: [], invariants: [7], where: { canary: true } },
  restoreShares: { faults: ["kill"], invariants: [7], where: { canary: true } },
  approval: { faults: [], invariants: [11], where: { approval: true } },
  freeze: { faults: ["secondFreeze"], invariants: [11] },
  windows: { faults: ["windowsClose"], invariants: [12], where: { windows: true } },
  blockers: { faults: ["blockerGoesOn"], invariants: [12], where: { windows: true } },
  restoreOrigin: {
    faults: [],
    invariants: [1, 13],
    where: { start: "adopted", thenRollBack: true },
  },
  retainOrigin: { faults: [], invariants: [13], where: { start: "adopted", command: "finish" } },
  serveLed: { faults: ["secondRollback"], invariants: [1], where: { start: "adopted" } },
  shareEnds: { faults: ["secondRollback"], invariants: [7] },
};

async function* schedules(broken: BreakName): AsyncGenerator<Schedule> {
  const { faults, where } = shownBy[broken];
  const base: Schedule = { ...calmSchedule, ...where };
  const [one, other] = faults;
  if (!one) yield base;
  else if (other) yield* pairs([one], [other], [base], broken);
  else {
    const { places } = await simulate(base, { broken });
    for (const fault of faultsAt(places, [one])) yield { ...base, faults: [fault] };
  }
}

describe("the simulation", () => {
  for (const [broken, { faults, invariants }] of Object.entries(shownBy)) {
    const by = faults.length > 0 ? `, by ${faults.join(" and ")}` : "";
    it(`notices that rule ${broken} is off${by}`, async function () {
      this.timeout(120_000);
      const name = broken as BreakName;
      const { findings } = await explore(schedules(name), name);
      expect(findings.map(({ violation }) => violation.invariant)).to.include.oneOf(invariants);
      const { schedule, timeline } = await explain(findings[0]!, name);
      expect(timeline.at(-1)).to.match(/VIOLATION of invariant/);
      // With the rule the same schedule is harmless: it was the rule that kept it so.
      expect((await simulate(schedule)).violation).to.equal(null);
    });
  }

  it("lists every rule of the deployer, and turns off exactly the one named", () => {
    expect(Object.keys(breakable)).to.include.members([...ruleNames]);
    expect(isBreakName("drain")).to.equal(true);
    expect(isBreakName("toString")).to.equal(false);
    expect(safetyRules(null).deployer).to.deep.equal(allRules);
    expect(safetyRules("gate")).to.deep.equal({
      ...safetyRules(null),
      deployer: { ...allRules, gate: false },
    });
    expect(safetyRules("lock").engine).to.deep.equal({ ...safetyRules(null).engine, lock: false });
    expect(safetyRules("forwardStragglers").program).to.deep.equal({
      ...safetyRules(null).program,
      forwardStragglers: false,
    });
  });
});
