import { expect } from "chai";
import type { ScheduleDocument } from "../../rehearsal/report/schedules/document";
import { rehearse } from "../support/rehearse";

/** Jobs across releases in one environment under traffic, as people rehearse them. */
describe("npm run rehearse -- --scenario schedules", function () {
  this.timeout(900_000);
  const flags = ["--scenario", "schedules", "--rate", "60"];

  it("runs a job that is due all the time once each, on what serves, across a release and its rollback", async () => {
    const { code, document } = await rehearse<ScheduleDocument>(...flags);
    expect(document.problems).to.deep.equal([]);
    expect(document).to.include({ ok: true, outcome: "done", failed: 0 });
    expect(document.ranOn.map(({ version }) => version)).to.deep.equal(["v1", "v2", "v1"]);
    expect(document.firings).to.be.greaterThan(20);
    expect(code).to.equal(0);
  });

  it("notices a schedule that stays where it is", async () => {
    const { code, document } = await rehearse<ScheduleDocument>(...flags, "--break", "schedules");
    expect(document.problems.length).to.be.greaterThan(0);
    const ran = document.problems.filter((problem) =>
      / ran as `often \S+ v1` while v2 served$/.test(problem),
    );
    expect(ran).to.have.length.greaterThan(2);
    // It is on instances, which are gone once the old fleet has stopped.
    const rest = document.problems.filter((problem) => !ran.includes(problem));
    for (const problem of rest) expect(problem).to.contain("failed: was unable to place a task");
    expect(code).to.equal(1);
  });
});
