import { expect } from "chai";
import type { FleetDocument } from "../../rehearsal/report/fleet/document";
import { clientKinds } from "../../rehearsal/traffic/kinds";
import { rehearse } from "../support/rehearse";

/** Everything that can be released, in one environment under traffic, as people rehearse it. */
describe("npm run rehearse -- --scenario fleet", function () {
  this.timeout(900_000);
  let code: number;
  let document: FleetDocument;

  before(async () => {
    const rehearsed = await rehearse<FleetDocument>("--scenario", "fleet", "--rate", "100");
    ({ code, document } = rehearsed);
  });

  it("succeeds", () => {
    expect(document.problems).to.deep.equal([]);
    expect(document).to.include({ ok: true, outcome: "done" });
    expect(code).to.equal(0);
  });

  it("makes every change under traffic, one after the other", () => {
    const { releases } = document;
    expect(releases.map(({ name, outcome }) => [name, outcome])).to.deep.equal([
      ["release of users and matching", "done"],
      ["release of catalog", "done"],
      ["release of mailer", "done"],
      ["service add prototype", "done"],
      ["release of prototype", "done"],
      ["service remove prototype", "done"],
    ]);
    for (const { name, requests, failed } of releases) {
      expect(failed, name).to.equal(0);
      expect(requests, name).to.be.greaterThan(100);
    }
    expect(releases[0]!.drainSeconds).to.be.at.least(3);
  });

  it("fails no request of any kind of client to any service", () => {
    expect(document.failed, JSON.stringify(document.failures.slice(0, 5))).to.equal(0);
    expect(document.requests).to.be.greaterThan(3000);
    expect(Object.keys(document.clients)).to.have.members(clientKinds.map(({ name }) => name));
    for (const service of ["users", "matching"]) {
      expect(document.services[service]!.versions.map(({ version }) => version)).to.deep.equal([
        "v1",
        "v2",
      ]);
    }
    expect(document.services["prototype"]!.requests).to.be.greaterThan(20);
  });

  it("fails no call from matching to users, nor to the private service", () => {
    expect(document.calls.failed).to.equal(0);
    expect(document.calls.requests).to.be.greaterThan(2000);
  });

  it("processes every job once, in one color at a time", () => {
    const { enqueued, ...rest } = document.jobs;
    expect(rest).to.deep.equal({ done: enqueued, lost: 0, doubled: 0 });
    expect(enqueued).to.be.greaterThan(500);
    const jobs = (version: string) =>
      document.consumers
        .filter((one) => one.version === version)
        .reduce((sum, one) => sum + one.jobs, 0);
    expect(jobs("v1")).to.be.greaterThan(100);
    expect(jobs("v2")).to.be.greaterThan(100);
    expect(jobs("v1") + jobs("v2")).to.equal(enqueued);
    expect(document.pauseSeconds).to.be.greaterThan(0);
  });
});

/** Shows that the rehearsal of the fleet notices what is wrong and accepts what is allowed. */
describe("the rehearsal of the fleet with other rules", function () {
  this.timeout(900_000);

  const fleet = (...flags: string[]) =>
    rehearse<FleetDocument>("--scenario", "fleet", "--rate", "50", ...flags);

  it("notices a new worker that starts before the old one has stopped", async () => {
    const { code, document } = await fleet("--break", "handover");
    expect(code).to.equal(1);
    expect(document.ok).to.equal(false);
    expect(document.problems.join("\n")).to.match(/blue and green of mailer consumed at once/);
    expect(document.jobs.lost).to.equal(0);
  });

  it("accepts workers that overlap if their jobs may be processed twice", async () => {
    const { code, document } = await fleet("--overlap");
    expect(document.problems).to.deep.equal([]);
    expect(code).to.equal(0);
    const { enqueued, done, lost } = document.jobs;
    expect({ done, lost }).to.deep.equal({ done: enqueued, lost: 0 });
  });
});
