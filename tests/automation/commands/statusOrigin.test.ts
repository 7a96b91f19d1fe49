import { expect } from "chai";
import { serviceLines } from "../../../automation/commands/statusText";
import { adoptNames, finishAdoption } from "../../../release/origin";
import { emptyState, type ReleaseState, withServices } from "../../../release/state";
import { retire, stage, switchOver } from "../../../release/transitions";
import { inventory } from "../adapters/aws/fixtures";

const at = "2026-11-28T01:00:00Z";
const name = inventory.services["users"]!.productionName!;
const adopted = adoptNames(withServices(emptyState, ["users"]), "users", {
  [name]: { type: "A", ttlSeconds: 300, values: ["192.0.2.7"] },
});
const staged = stage(adopted, {
  ...{ id: "r-1", owner: "me@here:1", startedAt: at },
  services: { users: { image: `users@sha256:${"a".repeat(64)}`, size: 2 } },
});

function linesOf(release: ReleaseState): string[] {
  const look = { asked: false as const, why: "offline", differing: [] };
  return serviceLines({ release, inventory }, look, Date.parse(at)).map((line) => line.trim());
}

describe("`status` of a name with an origin", () => {
  it("says that the origin serves, also beside a candidate", () => {
    const origin = "origin: A 192.0.2.7, TTL 300 s";
    expect(linesOf(adopted)).to.deep.equal(["users  served by its origin", name, origin]);
    const [first, candidate, ...names] = linesOf(staged);
    expect(first).to.equal("users  served by its origin");
    expect(candidate).to.match(/^users {2}blue .* 2 recorded$/);
    expect(names).to.deep.equal([name, origin]);
  });

  it("does not take an origin for the one that serves where the service has given up its name", () => {
    const { origin } = adopted.services["users"]!;
    const givenUp = adoptNames(withServices(emptyState, ["users"]), "users", {
      "old.example.com": origin![name]!,
    });
    expect(linesOf(givenUp)).to.deep.equal(["users  never released", name]);
  });

  it("says what a rollback would go back to, until the adoption is finished", () => {
    const released = retire(switchOver(staged));
    expect(linesOf(released)).to.include("origin: A 192.0.2.7, TTL 300 s");
    expect(linesOf(finishAdoption(released, "users")).join()).to.not.contain("origin");
  });
});
