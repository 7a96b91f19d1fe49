import { expect } from "chai";
import * as fc from "fast-check";
import {
  involvement,
  type Involvement,
  productionRecord,
  productionTargets,
  type Target,
  retiringColor,
  testRecord,
} from "../../release/routing";
import { type Color, colors, otherColor, type ReleaseState } from "../../release/state";
import { anyState, anyUnderWay, idle, request } from "./states";
import {
  define,
  leave,
  retire,
  retireAndStay,
  shift,
  stage,
  switchBack,
  switchOver,
} from "../../release/transitions";

const runsIn = (state: ReleaseState, name: string) => (color: Color) =>
  state.services[name]!.fleets[color].size > 0;

function targets(state: ReleaseState, name = "users"): Record<Color, Color | null> {
  const service = state.services[name]!;
  const runs = runsIn(state, name);
  const release = involvement(state.current, name);
  return {
    blue: only(productionTargets("blue", service, release, runs)),
    green: only(productionTargets("green", service, release, runs)),
  };
}

function only(targets: readonly Target[]): Color | null {
  expect(targets.length).to.be.lessThan(2);
  return targets[0]?.fleet ?? null;
}

describe("routing of a service", () => {
  const staged = stage(idle, request);
  const switched = switchOver(staged);
  const leaving = leave(idle, { ...request, services: ["users"] });
  const withdrawn = switchOver(leaving);
  const none = { blue: null, green: null };
  const table: [string, ReleaseState, Record<Color, Color | null>, Color | null, Color | null][] = [
    ["idle", idle, { blue: "blue", green: "blue" }, null, "blue"],
    ["staged", staged, { blue: "blue", green: "blue" }, "green", "blue"],
    ["defined", define(idle, request), { blue: "blue", green: "blue" }, null, "blue"],
    ["retired", retireAndStay(switched), { blue: "green", green: "green" }, null, "green"],
    ["switched", switched, { blue: "blue", green: "green" }, "green", "green"],
    ["returning", switchBack(switched), { blue: "blue", green: "blue" }, "green", "blue"],
    ["before decommissioning", leaving, { blue: "blue", green: "blue" }, null, "blue"],
    ["decommissioned", withdrawn, { blue: "blue", green: "blue" }, null, null],
    ["rolled back", switchBack(withdrawn), { blue: "blue", green: "blue" }, null, "blue"],
    ["decommissioned and stopped", retire(withdrawn), none, null, null],
    ["idle again", retire(switched), { blue: "green", green: "green" }, null, "green"],
  ];
  for (const [phase, state, forwards, test, record] of table) {
    it(`${phase}: forwards ${JSON.stringify(forwards)}, test record ${test}, record ${record}`, () => {
      expect(targets(state)).to.deep.equal(forwards);
      const release = involvement(state.current, "users");
      expect(testRecord(release, runsIn(state, "users"))).to.equal(test);
      expect(productionRecord(state.services["users"]!)).to.equal(record);
    });
  }

  it("forwards nowhere before the first release, and from both load balancers once switched", () => {
    expect(targets(idle, "matching")).to.deep.equal({ blue: null, green: null });
    const first = stage(idle, {
      ...request,
      services: { matching: { image: "i@sha256:c", size: 1 } },
    });
    expect(targets(first, "matching")).to.deep.equal({ blue: null, green: null });
    expect(targets(switchOver(first), "matching")).to.deep.equal({ blue: "blue", green: "blue" });
  });

  it("never forwards to a fleet that is not running", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        for (const [name, { fleets }] of Object.entries(state.services)) {
          for (const target of Object.values(targets(state, name))) {
            if (target) expect(fleets[target].size, name).to.be.greaterThan(0);
          }
        }
      }),
    );
  });

  it("forwards to the active fleet on the load balancer that the record points to, in every phase", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        for (const [name, service] of Object.entries(state.services)) {
          const record = productionRecord(service);
          if (record) expect(targets(state, name)[record]).to.equal(service.activeColor);
        }
      }),
    );
  });

  it("retires the fleet that production does not use", () => {
    fc.assert(
      fc.property(anyUnderWay, (state) => {
        for (const name of Object.keys(state.current!.services)) {
          const release: Involvement = involvement(state.current, name)!;
          const { activeColor } = state.services[name]!;
          if (activeColor) expect(retiringColor(release)).to.equal(otherColor(activeColor));
          expect(colors).to.include(retiringColor(release));
        }
      }),
    );
  });
});

describe("routing of a service in a canary", () => {
  const steps = { users: [5, 50, 100].map((percent) => ({ percent, minutes: 10 })) };
  const routes = (state: ReleaseState) =>
    colors.map((edge) => {
      const service = state.services["users"]!;
      const release = involvement(state.current, "users");
      return productionTargets(edge, service, release, runsIn(state, "users"));
    });
  const atBoth = (...targets: Target[]) => [targets, targets];
  const all = (fleet: Color) => atBoth({ fleet, percent: 100 });
  const staged = stage(idle, request);
  const five = shift(staged, steps)!;
  const half = shift(five, steps)!;
  const whole = shift(half, steps)!;

  it("forwards the share to the candidate at both load balancers", () => {
    expect(routes(five)).to.deep.equal(
      atBoth({ fleet: "green", percent: 5 }, { fleet: "blue", percent: 95 }),
    );
    expect(routes(half)).to.deep.equal(
      atBoth({ fleet: "green", percent: 50 }, { fleet: "blue", percent: 50 }),
    );
    expect(routes(whole)).to.deep.equal(all("green"));
  });

  it("forwards everything to the candidate at both load balancers once it is switched", () => {
    expect(routes(switchOver(five))).to.deep.equal(all("green"));
    expect(routes(retireAndStay(switchOver(five)))).to.deep.equal(all("green"));
  });

  it("forwards everything to the old fleet after a rollback, from the canary or the switch", () => {
    const ways = [switchBack(five), switchBack(switchOver(half)), retire(half)];
    for (const state of ways) expect(routes(state)).to.deep.equal(all("blue"));
  });

  it("keeps the test record at the candidate, which stops when the canary ends", () => {
    const release = involvement(five.current, "users")!;
    expect(testRecord(release, runsIn(five, "users"))).to.equal("green");
    expect(retiringColor(release)).to.equal("green");
  });
});
