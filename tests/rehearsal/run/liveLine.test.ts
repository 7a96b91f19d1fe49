import { expect } from "chai";
import type { Reporter } from "../../../automation/world/ports";
import { liveLine } from "../../../rehearsal/run/liveLine";

describe("the live line of the traffic", () => {
  it("is printed every five seconds, and at once with the first failed request", () => {
    const told: string[] = [];
    let nowMs = 0;
    const reporter = {
      note: (text: string) => told.push(`${nowMs} ${text}`),
      warn: (text: string) => told.push(`${nowMs} ! ${text}`),
    } as unknown as Reporter;
    const tell = liveLine(reporter, () => nowMs);
    for (nowMs = 1000; nowMs <= 11_000; nowMs += 1000) {
      tell({ requests: nowMs, failed: nowMs < 7000 ? 0 : nowMs / 1000 });
    }
    expect(told).to.deep.equal([
      "5000 traffic: 5,000 requests, 0 failed",
      "7000 ! traffic: 7,000 requests, 7 failed",
    ]);
  });
});
