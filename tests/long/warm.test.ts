import { expect } from "chai";
import type { RehearsalDocument } from "../../rehearsal/report/document";
import { rehearse } from "../support/rehearse";

/** A switch to a load balancer that has been idle and grows only with its load. */
describe("npm run rehearse -- --warm", function () {
  this.timeout(300_000);

  it("fails no request once the candidate is warmed up", async () => {
    const { code, document } = await rehearse<RehearsalDocument>("--warm");
    expect(document.failed, JSON.stringify(document)).to.equal(0);
    expect(document.ok).to.equal(true);
    expect(code).to.equal(0);
    expect(document.steps.map(({ step }) => step)).to.include("warm");
  });

  it("fails requests right after the switch without a warm-up, and says so", async () => {
    const { code, document } = await rehearse<RehearsalDocument>("--break", "warm");
    expect(document.failed).to.be.greaterThan(0);
    expect(document).to.include({ ok: false, outcome: "done" });
    expect(code).to.equal(1);
    expect(document.steps.map(({ step }) => step)).not.to.include("warm");
  });
});
