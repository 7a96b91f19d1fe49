import { expect } from "chai";
import type { AdoptionDocument } from "../../rehearsal/report/adopt/document";
import { clientKinds } from "../../rehearsal/traffic/kinds";
import { rehearse } from "../support/rehearse";

/** Names that are served from elsewhere, taken over under traffic, as people rehearse it. */
describe("npm run rehearse -- --scenario adopt", function () {
  this.timeout(900_000);
  let code: number;
  let document: AdoptionDocument;

  before(async () => {
    const rehearsed = await rehearse<AdoptionDocument>("--scenario", "adopt", "--rate", "100");
    ({ code, document } = rehearsed);
  });

  it("succeeds", () => {
    expect(document.problems).to.deep.equal([]);
    expect(document.ok).to.equal(true);
    expect(code).to.equal(0);
  });

  it("takes the names over, gives them back exactly as they were, and takes them again", () => {
    const kinds = document.releases.map(({ name, exitCode, records }) => [
      ...[name, exitCode],
      ...Object.values(records).map(([record]) => [
        record!.type,
        record!.ttl,
        record!.aliasOf === null,
      ]),
    ]);
    const [origin, cname] = [
      ["A", 10, true],
      ["CNAME", 10, true],
    ];
    const [alias, own] = [
      ["A", 2, false],
      ["CNAME", 2, true],
    ];
    expect(kinds).to.deep.equal([
      ["adoption of users", 0, origin, cname],
      ["adoption of matching", 0, origin, cname],
      ["first release", 0, alias, own],
      ["rollback to the origin", 0, origin, cname],
      ["second release", 0, alias, own],
      ["end of the adoption of users", 0, alias, own],
      ["end of the adoption of matching", 0, alias, own],
    ]);
    expect(document.releases[3]!.records).to.deep.equal(document.records);
  });

  it("shows by how much each first version is faster than its origin", () => {
    const compared = document.releases.map(({ name, compared: found }) => [
      name,
      ...found.map(({ service, verdict, differing }) => [service, verdict, differing]).sort(),
    ]);
    const both = [
      ["matching", "faster", []],
      ["users", "faster", []],
    ];
    expect(compared.filter(([, ...found]) => found.length > 0)).to.deep.equal([
      ["first release", ...both],
      ["second release", ...both],
    ]);
  });

  it("fails no request of any kind of client", () => {
    expect(document.failed, JSON.stringify(document.failures.slice(0, 5))).to.equal(0);
    expect(Object.keys(document.clients)).to.have.members(clientKinds.map(({ name }) => name));
    for (const { versions } of Object.values(document.services)) {
      expect(versions.map(({ version }) => version)).to.deep.equal(["origin", "v1", "v2"]);
    }
  });
});
