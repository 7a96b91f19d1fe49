import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { withFreeze } from "../../release/freeze";
import { nextState } from "../../release/nextState";
import { idle } from "../release/states";
import { runProgram } from "./engine";

describe("an `up` that only records something", () => {
  const deployed = {
    release: { ...idle, version: 2 },
    ...{ inventory: { region: "eu-central-1" }, foundation: { vpcId: "vpc-1" } },
    ...{ repositories: { users: "uri" }, colorSecret: "0123", urls: { users: "https://users" } },
  };
  const freeze = {
    until: "2026-01-02T00:00:00.000Z",
    reason: "incident",
    by: { name: "ann@vm", known: "claimed" as const },
    at: "2026-01-01T00:00:00.000Z",
  };
  const frozen = withFreeze(idle, freeze);
  const config = { domain: "not the settings of today", ...toDerivedConfig(frozen) };

  it("registers nothing, reads no settings, and changes no other output", async () => {
    const run = await runProgram({ config, deployed, only: "record" });
    expect(run.error).to.equal(undefined);
    expect(run.resources).to.deep.equal([]);
    const release = { ...deployed.release, freeze, revision: idle.revision + 1 };
    expect(run.outputs).to.deep.equal({ ...deployed, release });
    expect(run.secretOutputs).to.deep.equal(["colorSecret"]);
  });

  it("is refused if it was made from another revision", async () => {
    const stale = { ...deployed, release: { ...deployed.release, revision: idle.revision + 1 } };
    const { error, outputs } = await runProgram({ config, deployed: stale, only: "record" });
    expect(outputs).to.equal(undefined);
    expect(error?.message).to.include("stale release");
  });

  it("is followed by plain `up`s that keep what was recorded", () => {
    const plain = { derived: undefined, committedActiveColor: {}, stack: "dev" };
    const services = Object.keys(idle.services);
    const next = nextState({ ...plain, deployed: { ...frozen, version: 2 }, services });
    expect(next.kind === "apply" && next.state.freeze).to.deep.equal(freeze);
  });
});
