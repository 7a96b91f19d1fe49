import { expect } from "chai";
import { drainDeadlineMs } from "../../../automation/runbook/drain";

describe("the deadline of a drain", () => {
  it("is the longer TTL plus the margin after the switch was in sync", () => {
    const settings = { ttlSeconds: 60, marginSeconds: 20 };
    expect(drainDeadlineMs({ atMs: 1000, ttlSeconds: 5 }, settings)).to.equal(81_000);
    expect(drainDeadlineMs({ atMs: 1000, ttlSeconds: 300 }, settings)).to.equal(321_000);
  });
});
