import { expect } from "chai";
import { readDerived } from "../../config/derived";
import { ofNamespace, splitDerived } from "../../config/raw";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";

const state: ReleaseState = {
  revision: 3,
  services: {
    users: {
      activeColor: "blue",
      fleets: { blue: { image: "users@sha256:1", size: 2 }, green: { image: null, size: 0 } },
    },
  },
  current: null,
};

const asText = (config: object) =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)]));

describe("the derived config of a release", () => {
  it("is separated from the settings and from other namespaces", () => {
    const all = { "bluegreen:domain": "example.com", "bluegreen:release": "{}", "aws:region": "x" };
    expect(splitDerived(ofNamespace(all, "bluegreen"))).to.deep.equal({
      settings: { domain: "example.com" },
      derived: { release: "{}" },
    });
  });

  it("is what the deployer wrote, as text or as values", () => {
    const derived = toDerivedConfig(state);
    const expected = { ok: true, value: { derived, committedActiveColor: {} } };
    expect(readDerived({ ...derived })).to.deep.equal(expected);
    expect(readDerived(asText(derived))).to.deep.equal(expected);
  });

  it("is a claim if only `activeColor` is set", () => {
    expect(readDerived({ activeColor: { users: "green" } })).to.deep.equal({
      ok: true,
      value: { derived: undefined, committedActiveColor: { users: "green" } },
    });
    expect(readDerived({})).to.deep.equal({
      ok: true,
      value: { derived: undefined, committedActiveColor: {} },
    });
  });

  it("is refused if `activeColor` is not a color", () => {
    expect(readDerived({ activeColor: "green" })).to.deep.equal({
      ok: false,
      problems: [
        "`activeColor` must be blue or green for each service; remove it instead: the " +
          "deployer keeps track of it",
      ],
    });
  });

  it("is refused if part of it is missing", () => {
    const { fleets } = toDerivedConfig(state);
    const result = readDerived({ fleets });
    expect(result.ok).to.equal(false);
    expect(!result.ok && result.problems[0]).to.match(
      /^`release`, `fleets` and `activeColor` belong to the deployer/,
    );
  });
});
