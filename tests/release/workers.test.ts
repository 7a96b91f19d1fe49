import { expect } from "chai";
import * as fc from "fast-check";
import { instancesAhead, type Involvement, involvement } from "../../release/routing";
import { fleetScaling } from "../../release/scaling";
import { type Color, colors, type ReleaseState, type Takeover } from "../../release/state";
import { define, handOver, leave, retire, stage, start } from "../../release/transitions";
import { switchBack, switchOver } from "../../release/transitions";
import { waitingWorkers } from "../../release/workers";
import { idle, imageB, request } from "./states";

const requestOf = (worker: Takeover, service = "users") => ({
  ...request,
  services: { [service]: { image: imageB, size: 3, worker } },
});

const sizesIn = ({ services }: ReleaseState, name = "users") =>
  colors.map((color) => services[name]!.fleets[color].size);

describe("a worker's release", () => {
  describe("by handover", () => {
    const staged = stage(idle, requestOf("handover"));
    const switched = switchOver(staged);
    const handed = handOver(switched);
    const returning = switchBack(handed);

    it("starts nothing of the candidate before the old fleet was scaled to 0", () => {
      expect(staged.current?.services["users"]).to.deep.equal({
        candidate: "green",
        sizes: { blue: 2, green: 3 },
        worker: "handover",
      });
      expect([staged, switched, handed, retire(handed)].map((one) => sizesIn(one))).to.deep.equal([
        [2, 0],
        [0, 0],
        [0, 3],
        [0, 3],
      ]);
      expect(switched.services["users"]?.activeColor).to.equal("green");
    });

    it("restores the old fleet's size after the candidate was scaled to 0", () => {
      expect(
        [returning, handOver(returning), retire(handOver(returning))].map((one) => sizesIn(one)),
      ).to.deep.equal([
        [0, 0],
        [2, 0],
        [2, 0],
      ]);
      expect(returning.services["users"]?.activeColor).to.equal("blue");
    });

    it("leaves the old fleet alone if the switch was never seen", () => {
      expect(sizesIn(switchBack(staged))).to.deep.equal([2, 0]);
      expect(waitingWorkers(switchBack(staged))).to.deep.equal([]);
    });

    it("waits between the two, and can't end there", () => {
      expect([staged, switched, handed, returning].map(waitingWorkers)).to.deep.equal([
        [],
        ["users"],
        [],
        ["users"],
      ]);
      for (const waiting of [switched, returning]) {
        expect(() => retire(waiting)).to.throw("users would be left without a running fleet");
      }
    });

    it("never has two colors running, in any phase", () => {
      const all = [define(idle, requestOf("handover")), staged, switched, handed, returning];
      for (const state of [...all, handOver(returning), switchBack(switched), switchBack(staged)]) {
        expect(
          sizesIn(state).filter((size) => size > 0).length,
          JSON.stringify(state),
        ).to.be.at.most(1);
      }
    });

    it("has nothing to roll back to in a first release", () => {
      const first = handOver(switchOver(stage(idle, requestOf("handover", "matching"))));
      expect(sizesIn(first, "matching")).to.deep.equal([3, 0]);
      const back = switchBack(first);
      expect(waitingWorkers(back)).to.deep.equal([]);
      expect(back.services["matching"]?.activeColor).to.equal(null);
      expect(sizesIn(back, "matching")).to.deep.equal([0, 0]);
    });

    it("keeps the instances of both fleets until the release ends", () => {
      const ahead = (state: ReleaseState) =>
        colors.map((color) => {
          const { size } = state.services["users"]!.fleets[color];
          return size + instancesAhead(color, size, involvement(state.current, "users"));
        });
      const rests = [staged, switched, handed, returning, handOver(returning), retire(handed)];
      // `ahead` counts instances that precede their tasks: a fleet has one or the other.
      expect(rests.map((state) => ahead(state).map((count) => Math.min(count, 3)))).to.deep.equal([
        [2, 3],
        [2, 3],
        [2, 3],
        [2, 3],
        [2, 3],
        [0, 3],
      ]);
    });
  });

  it("with overlap starts its candidate at the switch, and stops like an API's", () => {
    const staged = stage(idle, requestOf("overlap"));
    const switched = switchOver(staged);
    const back = switchBack(switched);
    expect(
      [staged, switched, retire(switched), back, retire(back)].map((one) => sizesIn(one)),
    ).to.deep.equal([
      [2, 0],
      [2, 3],
      [0, 3],
      [2, 3],
      [2, 0],
    ]);
    expect([staged, switched, back].flatMap(waitingWorkers)).to.deep.equal([]);
  });

  it("keeps a worker that is being decommissioned running until the end", () => {
    const left = switchOver(leave(idle, { ...request, services: ["users"] }));
    expect(sizesIn(left)).to.deep.equal([2, 0]);
    expect(sizesIn(retire(left))).to.deep.equal([0, 0]);
    expect(retire(switchBack(left))).to.deep.equal(idle);
  });

  it("goes the same way from phase `defined`", () => {
    for (const worker of ["handover", "overlap"] as const) {
      const wanted = requestOf(worker);
      expect(start(define(idle, wanted))).to.deep.equal(stage(idle, wanted));
    }
  });

  it(
    "sets the count in the `up` that starts the fleet, and no autoscaler changes it " +
      "before the end",
    () => {
      const sizes = { blue: 4, green: 4 };
      const scaled = (color: Color, size: number, of: Pick<Involvement, "phase" | "worker">) =>
        fleetScaling({ min: 2, max: 6 }, { color, size }, { candidate: "green", sizes, ...of });
      fc.assert(
        fc.property(
          fc.constantFrom<Takeover[]>("handover", "overlap"),
          fc.constantFrom<("staged" | "switched" | "returning")[]>(
            "staged",
            "switched",
            "returning",
          ),
          fc.constantFrom(...colors),
          (worker, phase, color) => {
            const { held, min, max } = scaled(color, 4, { worker, phase });
            expect({ held, holds: min <= 4 && max >= 4 }).to.deep.equal({
              held: "still",
              holds: true,
            });
          },
        ),
      );
      const count = (color: Color, phase: Involvement["phase"], worker: Takeover) =>
        scaled(color, 4, { phase, worker }).count;
      expect(count("green", "switched", "handover")).to.equal(4);
      expect(count("green", "switched", "overlap")).to.equal(4);
      expect(count("blue", "returning", "handover")).to.equal(4);
      // These are running already.
      expect(count("blue", "staged", "handover")).to.equal(null);
      expect(count("blue", "switched", "overlap")).to.equal(null);
      expect(count("blue", "returning", "overlap")).to.equal(null);
      expect(scaled("green", 0, { phase: "staged", worker: "handover" }).count).to.equal(0);
    },
  );
});
