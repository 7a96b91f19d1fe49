import { expect } from "chai";
import type { RehearsalDocument } from "../../rehearsal/report/document";
import { clientKinds } from "../../rehearsal/traffic/kinds";
import { longKinds } from "../../rehearsal/traffic/long/kinds";
import { rehearse as rehearseAny } from "../support/rehearse";

/** The main job as people run it, at a rate that leaves Pulumi enough of the machine. */
describe("npm run rehearse", function () {
  this.timeout(300_000);

  const rehearse = (...flags: string[]) =>
    rehearseAny<RehearsalDocument>("--rate", "200", ...flags);

  it("releases under traffic from every kind of client without one failed request", async () => {
    const { code, document } = await rehearse();
    expect(document.failed, JSON.stringify(document)).to.equal(0);
    expect(document.ok).to.equal(true);
    expect(code).to.equal(0);
    const kinds = [...clientKinds, ...longKinds].map(({ name }) => name);
    expect(Object.keys(document.clients)).to.have.members(kinds);
    expect(document.closedByStop).to.equal(2);
    const sum = Object.values(document.clients).reduce((all, { requests }) => all + requests, 0);
    expect(document.requests).to.equal(sum).and.be.greaterThan(1000);
    expect(document.steps.map(({ step }) => step)).to.deep.equal([
      "0",
      "1",
      "2",
      "3",
      "4",
      "5",
      "drain",
      "6",
    ]);
    expect(document.upSeconds).to.have.length(3);
    expect(document.drainSeconds).to.be.at.least(6);
    expect(document.digest).to.match(/^sha256:[0-9a-f]{64}$/);
  });

  it("notices failed clients that honour the TTL if drain and forwarding are disabled", async () => {
    const { code, document } = await rehearse("--ttl", "60", "--break", "drain", "forward");
    expect(code).to.equal(1);
    expect(document.ok).to.equal(false);
    expect(document.drainSeconds).to.equal(null);
    expect(document.clients["ttl"]!.failed).to.be.greaterThan(0);
    expect(document.clients["forever"]!.failed).to.be.greaterThan(0);
    expect(document.failed).to.equal(
      Object.values(document.clients).reduce((all, { failed }) => all + failed, 0),
    );
  });
});
