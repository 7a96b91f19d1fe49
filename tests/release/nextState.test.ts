import { expect } from "chai";
import * as fc from "fast-check";
import { fromDerivedConfig, toDerivedConfig } from "../../release/derivedConfig";
import { nextState } from "../../release/nextState";
import { emptyState } from "../../release/state";
import { stage, switchBack, switchOver } from "../../release/transitions";
import { anyState, idle, request } from "./states";

const services = ["users", "matching"];
const plain = { derived: undefined, committedActiveColor: {}, services };

describe("release/nextState", () => {
  const staged = stage(idle, request);

  it("is a compare-and-swap: applies what was made from the deployed revision", () => {
    const input = { ...plain, deployed: idle, derived: toDerivedConfig(staged) };
    expect(nextState(input)).to.deep.equal({ kind: "apply", state: { ...staged, revision: 5 } });
  });

  it("refuses what was made from any other revision, naming both", () => {
    for (const revision of [0, 3, 5, 6]) {
      const deployed = { ...idle, revision };
      const result = nextState({ ...plain, deployed, derived: toDerivedConfig(staged) });
      expect(result.kind).to.equal("refuse");
      expect(JSON.stringify(result)).to.contain(
        `made from revision 4, deployed is revision ${revision}`,
      );
    }
  });

  it("counts a stack that was never deployed as revision 0", () => {
    const derived = toDerivedConfig({ ...staged, revision: 0 });
    expect(nextState({ ...plain, deployed: undefined, derived })).to.deep.equal({
      kind: "apply",
      state: { ...staged, revision: 1 },
    });
    expect(
      nextState({ ...plain, deployed: undefined, derived: toDerivedConfig(staged) }).kind,
    ).to.equal("refuse");
  });

  it("refuses to release a service that the settings do not have", () => {
    const input = {
      ...plain,
      deployed: idle,
      derived: toDerivedConfig(staged),
      services: ["matching"],
    };
    expect(JSON.stringify(nextState(input))).to.contain("the release is of users");
  });

  it("carries every deployed state at rest over in a plain `up`", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const deployed = { ...state, current: null };
        expect(nextState({ ...plain, deployed })).to.deep.equal({ kind: "apply", state: deployed });
      }),
    );
  });

  it("refuses a plain `up` in every phase of a release, also when it drops the service", () => {
    for (const deployed of [staged, switchOver(staged), switchBack(switchOver(staged))]) {
      for (const names of [services, ["matching"]]) {
        const result = nextState({ ...plain, deployed, services: names });
        expect(result.kind).to.equal("refuse");
        expect(JSON.stringify(result)).to.contain(`release ${deployed.current?.id} is under way`);
      }
    }
  });

  it("adds new services as never released and drops removed ones in a plain `up`", () => {
    const result = nextState({ ...plain, deployed: idle, services: ["matching", "extra"] });
    expect(result).to.deep.equal({
      kind: "apply",
      state: {
        ...idle,
        services: {
          matching: idle.services["matching"],
          extra: {
            activeColor: null,
            fleets: { blue: { image: null, size: 0 }, green: { image: null, size: 0 } },
          },
        },
      },
    });
    expect(nextState({ ...plain, deployed: undefined, services: [] })).to.deep.equal({
      kind: "apply",
      state: emptyState,
    });
  });

  it("refuses a committed `activeColor` that disagrees with the deployed one, in every phase", () => {
    const agree = nextState({ ...plain, deployed: idle, committedActiveColor: { users: "blue" } });
    expect(agree).to.deep.equal({ kind: "apply", state: idle });
    for (const deployed of [idle, staged]) {
      const differ = nextState({ ...plain, deployed, committedActiveColor: { users: "green" } });
      expect(JSON.stringify(differ)).to.contain(
        "`activeColor` says users is green, deployed is blue",
      );
    }
    const switched = switchOver(staged);
    expect(
      nextState({ ...plain, deployed: switched, committedActiveColor: { users: "blue" } }).kind,
    ).to.equal("refuse");
    expect(
      nextState({ ...plain, deployed: idle, committedActiveColor: { matching: "blue" } }).kind,
    ).to.equal("refuse");
  });

  it("writes a state into config and reads the same state back", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(fromDerivedConfig(toDerivedConfig(state))).to.deep.equal(state);
      }),
    );
  });
});
