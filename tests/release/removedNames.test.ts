import { expect } from "chai";
import { fromDerivedConfig, toDerivedConfig } from "../../release/derivedConfig";
import { hasRecord, withRemovedName } from "../../release/removedNames";
import { adoptNames } from "../../release/origin";
import { emptyState, type OriginRecord, parseState, withServices } from "../../release/state";
import { stage, switchOver } from "../../release/transitions";
import { idle } from "./states";

const noted = withRemovedName(idle, "users", "www", { phase: "noted", ttlSeconds: 60 });
const gone = withRemovedName(noted, "users", "www", { phase: "gone", ttlSeconds: 60 });

describe("a name that is being removed", () => {
  it("has its record until that is deleted", () => {
    expect(hasRecord(noted.services["users"]!, "www")).to.equal(true);
    expect(hasRecord(gone.services["users"]!, "www")).to.equal(false);
    expect(hasRecord(gone.services["users"]!, "users")).to.equal(true);
  });

  it("leaves no trace once it is forgotten, and others stay", () => {
    expect(withRemovedName(gone, "users", "www", undefined)).to.deep.equal(idle);
    const both = withRemovedName(gone, "users", "@", { phase: "noted", ttlSeconds: 5 });
    expect(
      withRemovedName(both, "users", "www", undefined).services["users"]!.removedNames,
    ).to.deep.equal({ "@": { phase: "noted", ttlSeconds: 5 } });
  });

  it("leaves no trace of what it led to before it was adopted, and the drain does not wait for it", () => {
    const [www, api] = ["www", "api"].map((value): OriginRecord => ({
      type: "CNAME",
      ttlSeconds: 86_400,
      values: [value],
    }));
    const empty = withServices(emptyState, ["users"]);
    const one = adoptNames(empty, "users", { www: www! });
    const two = adoptNames(one, "users", { api: { ...api!, ttlSeconds: 300 } });
    expect(withRemovedName(one, "users", "www", undefined)).to.deep.equal(empty);
    const left = withRemovedName(two, "users", "www", undefined);
    expect(left).to.deep.equal(adoptNames(empty, "users", { api: { ...api!, ttlSeconds: 300 } }));
    const services = { users: { image: "users@sha256:1", size: 2 } };
    const request = { id: "r-1", owner: "me@here:1", startedAt: "2026-11-28T01:00:00Z", services };
    expect(switchOver(stage(two, request)).current!.ttlSeconds).to.equal(86_400);
    expect(switchOver(stage(left, request)).current!.ttlSeconds).to.equal(300);
    // While it is only being removed, a rollback can still restore it.
    const noted = withRemovedName(one, "users", "www", { phase: "noted", ttlSeconds: 60 });
    expect(noted.services["users"]!.origin).to.deep.equal({ www });
  });

  it("survives the state's way through outputs and config", () => {
    expect(parseState(JSON.parse(JSON.stringify(gone)))).to.deep.equal(gone);
    expect(fromDerivedConfig(toDerivedConfig(gone)).services).to.deep.equal(gone.services);
  });
});
