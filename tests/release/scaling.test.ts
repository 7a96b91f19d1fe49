import { expect } from "chai";
import * as fc from "fast-check";
import type { Involvement } from "../../release/routing";
import { fleetScaling } from "../../release/scaling";
import { colors, phases } from "../../release/state";

const bounds = { min: 2, max: 6 };

/** A release from blue to green that started with four tasks. */
const at = (phase: Involvement["phase"]) => ({
  blue: fleetScaling(bounds, { color: "blue", size: 4 }, { phase, candidate: "green" }),
  green: fleetScaling(bounds, { color: "green", size: 4 }, { phase, candidate: "green" }),
});

describe("scaling during a release", () => {
  it("leaves a serving fleet to its autoscaler, between the bounds", () => {
    expect(fleetScaling(bounds, { color: "blue", size: 4 }, null)).to.deep.equal({
      min: 2,
      max: 6,
      held: "free",
      count: null,
    });
  });

  it("lets a fleet that was scaled to 0 have none between releases, and one task in a release", () => {
    const of = (color: "blue" | "green", phase: Involvement["phase"] | null) => {
      const release = phase && { phase, candidate: "green" as const, worker: "overlap" as const };
      const { min, held } = fleetScaling({ min: 0, max: 6 }, { color, size: 1 }, release);
      return [min, held];
    };
    expect(of("blue", null)).to.deep.equal([0, "free"]);
    for (const phase of ["defined", "staged", "switched", "returning"] as const) {
      expect(of("blue", phase), phase).to.deep.equal([1, "still"]);
      expect(of("green", phase), phase).to.deep.equal([1, "still"]);
    }
    expect(of("green", "retired")).to.deep.equal([0, "free"]);
  });

  it("keeps a stopped fleet at 0", () => {
    for (const release of [null, { phase: "staged", candidate: "green" }] as const) {
      expect(fleetScaling(bounds, { color: "blue", size: 0 }, release)).to.deep.equal({
        min: 0,
        max: 0,
        held: "free",
        count: 0,
      });
    }
  });

  it("fixes the size of both sides until the switch, with the candidate at production's count", () => {
    expect(at("staged")).to.deep.equal({
      blue: { min: 2, max: 6, held: "still", count: null },
      green: { min: 4, max: 6, held: "still", count: 4 },
    });
  });

  it("lets both sides grow in a canary, which may last for hours, and neither shrink", () => {
    expect(at("canary")).to.deep.equal({
      blue: { min: 2, max: 6, held: "in", count: null },
      green: { min: 4, max: 6, held: "in", count: null },
    });
    const part = { phase: "canary", candidate: "green", worker: "overlap" } as const;
    expect(fleetScaling(bounds, { color: "blue", size: 4 }, part).held).to.equal("still");
  });

  it("lets the serving side grow after the switch, and neither side shrink", () => {
    expect(at("switched")).to.deep.equal({
      blue: { min: 2, max: 6, held: "still", count: null },
      green: { min: 4, max: 6, held: "in", count: null },
    });
    expect(at("returning")).to.deep.equal({
      blue: { min: 2, max: 6, held: "in", count: null },
      green: { min: 4, max: 6, held: "still", count: null },
    });
  });

  it("never sets bounds that would change the count a release started with", () => {
    fc.assert(
      fc.property(
        fc.record({ min: fc.integer({ min: 1, max: 9 }), more: fc.nat(9) }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(...phases),
        fc.constantFrom(...colors),
        ({ min, more }, size, phase, color) => {
          const wanted = { min, max: min + more };
          const scaling = fleetScaling(wanted, { color, size }, { phase, candidate: "green" });
          expect(size).to.be.within(scaling.min, scaling.max);
        },
      ),
    );
  });
});
