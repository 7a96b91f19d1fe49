import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { colors, type ReleaseState } from "../../release/state";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { before as comesBefore, find } from "./find";
import { programAt } from "./phases";

const rules = (service: string) =>
  colors.map((edge) => `ListenerRule ${service}-${edge}-production`);

/** One `up` changes resources in this order; Pulumi itself is not part of this test. */
describe("one `up`", () => {
  let run: Run;
  before(async () => (run = await programAt("switched")));

  it("applies every fixed rule before the production rules", () => {
    for (const edge of colors) {
      const earlier = comesBefore(run, find(run, "ListenerRule", `users-${edge}-production`));
      for (const each of colors) {
        expect(earlier).to.include.all.keys(
          `ListenerRule users-${each}-header-blue`,
          `ListenerRule users-${each}-header-green`,
          `ListenerRule users-${each}-test`,
        );
      }
    }
  });

  it("applies the production rules before both fleets, so before either stops", () => {
    for (const color of colors) {
      expect(comesBefore(run, find(run, "Service", `users-${color}`))).to.include.all.keys(
        ...rules("users"),
      );
    }
  });

  it("applies the production rules before instances stop", () => {
    for (const color of colors) {
      expect(comesBefore(run, find(run, "Group", `matching-${color}`))).to.include.all.keys(
        ...rules("matching"),
      );
    }
  });

  it("applies rules and fleets before both records", () => {
    for (const record of ["users-production", "users-test"]) {
      expect(comesBefore(run, find(run, "Record", record))).to.include.all.keys(
        ...rules("users"),
        "Service users-blue",
        "Service users-green",
      );
    }
  });

  it("applies the instances before the records", async () => {
    const fleets = { blue: { image: "m@sha256:1", size: 1 }, green: { image: null, size: 0 } };
    const state: ReleaseState = {
      revision: 1,
      services: { matching: { activeColor: "blue", fleets } },
      current: null,
    };
    const onInstances = await runProgram({
      config: {
        ...config({ matching: { compute: { type: "ec2" } } }),
        ...toDerivedConfig(state),
      },
      deployed: { release: state },
    });
    expect(
      comesBefore(onInstances, find(onInstances, "Record", "matching-production")),
    ).to.include.all.keys("Group matching-blue", "Group matching-green", "Service matching-blue");
  });

  it("applies everything that a release changes before the release is recorded", () => {
    const changed = run.resources
      .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
      .filter((label) => /^(Record|Service|Group) users/.test(label));
    expect(run.outputsWaitFor["release"]).to.include.members([
      ...rules("users"),
      ...rules("matching"),
      ...changed,
    ]);
    expect(changed.sort()).to.deep.equal([
      "Record users-production",
      "Record users-test",
      "Service users-blue",
      "Service users-green",
    ]);
  });

  it("makes no service wait for another", () => {
    const earlier = [...comesBefore(run, find(run, "Record", "users-production"))];
    expect(earlier.filter((label) => label.includes("matching"))).to.deep.equal([]);
  });
});
