import { expect } from "chai";
import { fromDerivedConfig, toDerivedConfig } from "../../release/derivedConfig";
import { hasRecord, withRemovedName } from "../../release/removedNames";
import { parseState } from "../../release/state";
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

  it("survives the state's way through outputs and config", () => {
    expect(parseState(JSON.parse(JSON.stringify(gone)))).to.deep.equal(gone);
    expect(fromDerivedConfig(toDerivedConfig(gone)).services).to.deep.equal(gone.services);
  });
});
