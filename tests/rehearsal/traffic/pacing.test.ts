import { expect } from "chai";
import { clientKinds } from "../../../rehearsal/traffic/kinds";
import { Pacer } from "../../../rehearsal/traffic/pacer";
import { seededRandom } from "../../../rehearsal/traffic/seededRandom";
import { timetable } from "../../../rehearsal/traffic/timetable";

const atOnce = { rampSeconds: 0, maxArrearsSeconds: 1 };

describe("the pacer", () => {
  it("sends by the time alone", () => {
    const pacer = new Pacer(1500, 0, atOnce);
    expect([0, 1, 2, 10, 10, 500].map((nowMs) => pacer.due(nowMs))).to.deep.equal([
      0, 1, 2, 12, 0, 735,
    ]);
    expect(pacer.skippedUntil(500)).to.equal(0);
    expect(pacer.skippedUntil(600)).to.equal(150);
  });

  it("ramps up to its rate", () => {
    const pacer = new Pacer(100, 0, { rampSeconds: 2, maxArrearsSeconds: 1 });
    expect([500, 1000, 1500, 2000, 3000, 4000].map((nowMs) => pacer.due(nowMs))).to.deep.equal([
      6, 19, 31, 44, 100, 100,
    ]);
  });

  it("skips and counts the backlog of a stall of more than a second", () => {
    const pacer = new Pacer(100, 0, atOnce);
    expect(pacer.due(5000)).to.equal(100);
    expect(pacer.skippedUntil(5000)).to.equal(400);
    expect(pacer.due(5010)).to.equal(1);
  });
});

describe("the timetable", () => {
  const paths = { quick: "/version", slow: "/slow", slowPermille: 10 };
  const slots = timetable(clientKinds, ["users", "matching"], paths, seededRandom(1));

  function count(condition: (slot: (typeof slots)[number]) => boolean): number {
    return slots.filter(condition).length;
  }

  it("has shares that add up to the whole", () => {
    const whole = clientKinds.reduce((sum, { permille }) => sum + permille, 0);
    expect(whole).to.equal(1000);
    expect(slots).to.have.length(20_000);
  });

  for (const { name, permille } of clientKinds) {
    it(`gives ${name} ${permille} of 1000 requests to each service, 1 in 100 of them slow`, () => {
      for (const service of ["users", "matching"]) {
        const mine = (slot: (typeof slots)[number]) =>
          slot.kind === name && slot.service === service;
        expect(count(mine)).to.equal(permille * 10);
        expect(count((slot) => mine(slot) && slot.path === "/slow")).to.equal(permille / 10);
      }
    });
  }

  it("has the same order for the same seed, and another for another", () => {
    const again = timetable(clientKinds, ["users", "matching"], paths, seededRandom(1));
    const other = timetable(clientKinds, ["users", "matching"], paths, seededRandom(2));
    expect(again).to.deep.equal(slots);
    expect(other).not.to.deep.equal(slots);
    const sorted = (all: typeof slots) => all.map((slot) => JSON.stringify(slot)).sort();
    expect(sorted(other)).to.deep.equal(sorted(slots));
  });
});
