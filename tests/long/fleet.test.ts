import { expect } from "chai";
import type { FleetDocument } from "../../rehearsal/report/fleet/document";
import { rehearse } from "../support/rehearse";

/** What the rehearsal of the fleet is worth: it notices, and it lets be what may be. */
describe("rehearsal of the fleet, with other rules", function () {
  this.timeout(900_000);

  const fleet = (...flags: string[]) =>
    rehearse<FleetDocument>("--scenario", "fleet", "--rate", "50", ...flags);

  it("notices that a new worker is started before the old one is silent", async () => {
    const { code, document } = await fleet("--break", "handover");
    expect(code).to.equal(1);
    expect(document.ok).to.equal(false);
    expect(document.problems.join("\n")).to.match(/blue and green of mailer consumed at once/);
    expect(document.jobs.lost).to.equal(0);
  });

  it("lets workers overlap whose jobs may be done twice", async () => {
    const { code, document } = await fleet("--overlap");
    expect(document.problems).to.deep.equal([]);
    expect(code).to.equal(0);
    const { enqueued, done, lost } = document.jobs;
    expect({ done, lost }).to.deep.equal({ done: enqueued, lost: 0 });
  });
});
