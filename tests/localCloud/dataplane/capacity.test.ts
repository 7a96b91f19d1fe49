import { expect } from "chai";
import { Capacity } from "../../../localCloud/dataplane/capacity";

describe("the capacity of a load balancer of the local cloud", () => {
  let nowMs = 0;
  let capacity: Capacity;
  beforeEach(() => {
    nowMs = 5_000;
    capacity = new Capacity(() => nowMs);
  });

  /** How many of so many requests in one second are turned away. */
  function turnedAway(requests: number): number {
    const admitted = Array.from({ length: requests }, () => capacity.admits()).filter(Boolean);
    nowMs += 1000;
    return requests - admitted.length;
  }

  it("is without end unless it is limited", () => {
    expect(turnedAway(10_000)).to.equal(0);
    capacity.isLimited = true;
    capacity.isLimited = false;
    expect(turnedAway(100_000)).to.equal(0);
  });

  it("grows by a fifth in each second in which half of it was asked for", () => {
    capacity.isLimited = true;
    expect([turnedAway(36), turnedAway(36), turnedAway(36)]).to.deep.equal([6, 0, 0]);
    expect(turnedAway(12)).to.equal(0);
    expect(capacity.perSecond).to.be.closeTo(30 * 1.2 ** 3, 1e-9);
    nowMs += 60_000;
    expect(turnedAway(52)).to.equal(1);
  });

  it("turns a sudden load away, and takes the same load after it has risen to it", () => {
    capacity.isLimited = true;
    expect(turnedAway(75)).to.equal(45);
    capacity = new Capacity(() => nowMs);
    capacity.isLimited = true;
    for (let rate = 4; rate <= 75; rate += 4) turnedAway(rate);
    expect([turnedAway(75), turnedAway(75)]).to.deep.equal([0, 0]);
  });

  it("begins as warm as the load of the last second", () => {
    turnedAway(300);
    capacity.isLimited = true;
    expect(turnedAway(601)).to.equal(1);
  });
});
