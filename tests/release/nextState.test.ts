import { expect } from "chai";
import * as fc from "fast-check";
import { fromDerivedConfig, toDerivedConfig } from "../../release/derivedConfig";
import { nextState } from "../../release/nextState";
import { emptyState } from "../../release/state";
import { stage, switchBack, switchOver } from "../../release/transitions";
import { anyState, idle, request } from "./states";

const services = ["users", "matching"];
const plain = { derived: undefined, committedActiveColor: {}, services, stack: "dev" };

describe("the next release state", () => {
  const staged = stage(idle, request);

  it("is applied if it was made from the deployed revision", () => {
    const input = { ...plain, deployed: idle, derived: toDerivedConfig(staged) };
    expect(nextState(input)).to.deep.equal({ kind: "apply", state: { ...staged, revision: 5 } });
  });

  it("is refused if it was made from any other revision, naming both", () => {
    for (const revision of [0, 3, 5, 6]) {
      const deployed = { ...idle, revision };
      const result = nextState({ ...plain, deployed, derived: toDerivedConfig(staged) });
      expect(result.kind).to.equal("refuse");
      expect(JSON.stringify(result)).to.contain(
        `prepared for revision 4, but revision ${revision} is deployed`,
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

  it("is refused if it releases a service that the settings do not have", () => {
    const input = {
      ...plain,
      deployed: idle,
      derived: toDerivedConfig(staged),
      services: ["matching"],
    };
    expect(JSON.stringify(nextState(input))).to.contain("the release contains users");
  });

  it("is the deployed one in a plain `up` between releases", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const deployed = { ...state, current: null };
        expect(nextState({ ...plain, deployed })).to.deep.equal({ kind: "apply", state: deployed });
      }),
    );
  });

  it("is refused to a plain `up` in every phase of a release, also if that drops the service", () => {
    for (const deployed of [staged, switchOver(staged), switchBack(switchOver(staged))]) {
      for (const names of [services, ["matching"]]) {
        const result = nextState({ ...plain, deployed, services: names });
        expect(result.kind).to.equal("refuse");
        const { id, phase, owner } = deployed.current!;
        expect(result).to.deep.equal({
          kind: "refuse",
          found:
            `release ${id} of ${Object.keys(deployed.current!.services).join(", ")} is in progress ` +
            `(phase ${phase}, held by ${owner}), and an \`up\` now could undo part of it`,
          next:
            "see whether its deployer is still running: bluegreen status --stack dev; " +
            "if it is not: bluegreen resume --stack dev",
        });
      }
    }
  });

  it("gains new services as never released and loses removed ones in a plain `up`", () => {
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
      state: { version: 2, ...emptyState },
    });
  });

  it("is refused if a committed `activeColor` disagrees with the deployed one", () => {
    const agree = nextState({ ...plain, deployed: idle, committedActiveColor: { users: "blue" } });
    expect(agree).to.deep.equal({ kind: "apply", state: idle });
    const differ = nextState({
      ...plain,
      deployed: idle,
      committedActiveColor: { users: "green" },
    });
    expect(differ).to.deep.equal({
      kind: "refuse",
      found:
        "`activeColor` says users is green, but deployed is blue. A plain `pulumi up` never shifts traffic",
      next:
        "remove the key from Pulumi.dev.yaml, and release with: " +
        "bluegreen deploy --stack dev --service <name> --image <reference>",
    });
    expect(
      nextState({ ...plain, deployed: idle, committedActiveColor: { matching: "blue" } }).kind,
    ).to.equal("refuse");
  });

  it("is the same after it was written to config and read back", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(fromDerivedConfig(toDerivedConfig(state))).to.deep.equal(state);
      }),
    );
  });

  it("is refused in a plain `up` where an older version released and kept no settings", () => {
    const users = { activeColor: "blue" as const, fleets: idle.services["users"]!.fleets };
    const { settings, ...blue } = users.fleets.blue;
    const deployed = {
      ...idle,
      services: { ...idle.services, users: { ...users, fleets: { ...users.fleets, blue } } },
    };
    const next = nextState({ ...plain, deployed, services: ["users", "matching"] });
    expect(next.kind).to.equal("refuse");
    expect(next.kind === "refuse" && next.found).to.match(
      /^this state was written by an older version/,
    );
    expect(next.kind === "refuse" && next.next).to.equal("bluegreen up --stack dev");
  });
});
