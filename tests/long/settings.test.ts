import { expect } from "chai";
import type { SettingsDocument } from "../../rehearsal/report/settings/document";
import { waiting } from "../../rehearsal/run/edits/pending";
import { clientKinds } from "../../rehearsal/traffic/kinds";
import { rehearse } from "../support/rehearse";

/** Edits of settings in one environment under traffic, as people rehearse them. */
describe("npm run rehearse -- --scenario settings", function () {
  this.timeout(900_000);
  let code: number;
  let document: SettingsDocument;

  before(async () => {
    const rehearsed = await rehearse<SettingsDocument>("--scenario", "settings", "--rate", "100");
    ({ code, document } = rehearsed);
  });

  it("succeeds", () => {
    expect(document.problems).to.deep.equal([]);
    expect(document).to.include({ ok: true, outcome: "done" });
    expect(code).to.equal(0);
  });

  it("releases, refuses and rolls back settings, and leaves the rest waiting", () => {
    const { releases } = document;
    expect(releases.map(({ name, outcome, exitCode }) => [name, outcome, exitCode])).to.deep.equal([
      ["release of a variable alone", "done", 0],
      ["release of a crashing variable and v2", "rolledBack", 3],
      ["release of a variable, a health check of v2 and v2", "done", 0],
      ["rollback", "done", 0],
      ["up with every kind of edit waiting", "done", 0],
    ]);
    expect(document.waiting).to.deep.equal(waiting);
  });

  it("fails no request of any kind of client", () => {
    expect(document.failed, JSON.stringify(document.failures.slice(0, 5))).to.equal(0);
    expect(Object.keys(document.clients)).to.have.members(clientKinds.map(({ name }) => name));
    for (const { name, requests } of document.releases) {
      expect(requests, name).to.be.greaterThan(100);
    }
    const versions = (service: string) =>
      document.services[service]!.versions.map(({ version }) => version);
    expect(versions("users")).to.deep.equal(["v1", "v2"]);
    expect(versions("matching")).to.deep.equal(["v1"]);
  });
});
