import { expect } from "chai";
import type { RehearsalDocument } from "../../rehearsal/report/document";
import { rehearse } from "../support/rehearse";

/** A release that shifts production by shares, and judges both versions by what the load balancers count. */
describe("npm run rehearse -- --canary", function () {
  this.timeout(400_000);

  const outcomes: [what: string, flags: string[], outcome: string][] = [
    ["lets an equal version through", ["--canary"], "done"],
    ["lets a faster one through, and reports how much", ["--canary", "--image", "fast"], "done"],
    ["rolls back one that is twice as slow", ["--canary", "--image", "slow"], "rolledBack"],
    ["rolls back one that fails 3 % of its requests", ["--image", "errors"], "rolledBack"],
  ];
  for (const [what, flags, outcome] of outcomes) {
    it(what, async () => {
      const { code, document } = await rehearse<RehearsalDocument>(...flags);
      expect(document.problems, JSON.stringify(document)).to.deep.equal([]);
      expect(document).to.include({ ok: true, outcome });
      expect(code).to.equal(0);
      // The verdict has checked that the candidate answered with each of the errors.
      expect(document.failed > 0).to.equal(flags.includes("errors"));
    });
  }

  it("says so if load balancers ignore the shares", async () => {
    const { code, document } = await rehearse<RehearsalDocument>("--break", "weights");
    const found = document.problems.map(
      (problem) => /^at 10 %, (\w+) clients got \d/.exec(problem)?.[1],
    );
    const kinds = ["ttl", "keepalive", "overstay", "forever"];
    expect(found, JSON.stringify(document)).to.include.members(kinds);
    expect(document).to.include({ ok: false, outcome: "done" });
    expect(code).to.equal(1);
  });

  it("goes with a comparison and a warm-up in one release", async () => {
    const flags = ["--compare", "--warm", "--canary"];
    const { code, document } = await rehearse<RehearsalDocument>(...flags);
    expect(document.problems, JSON.stringify(document)).to.deep.equal([]);
    const order = [
      "0",
      "1",
      "2",
      "3",
      "4",
      "compare",
      "warm",
      "canary",
      "canary",
      "5",
      "drain",
      "6",
    ];
    expect(document.steps.map(({ step }) => step)).to.deep.equal(order);
    expect(document).to.include({ ok: true, outcome: "done", failed: 0 });
    expect(code).to.equal(0);
  });
});
