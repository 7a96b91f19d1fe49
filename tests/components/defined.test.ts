import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { emptyState, type ReleaseState, withServices } from "../../release/state";
import { define } from "../../release/transitions";
import { config } from "../config/samples";
import { runProgram } from "./engine";
import { programAt } from "./phases";

const state: ReleaseState = {
  ...withServices(emptyState, []),
  services: {
    matching: {
      activeColor: "green",
      fleets: { blue: { image: null, size: 0 }, green: { image: "m@sha256:1", size: 3 } },
    },
  },
};

describe("a candidate in phase `defined`", () => {
  before(() => programAt("idle"));

  it("has its instances before its tasks while only its definition is released", async () => {
    const request = {
      id: "release-1",
      owner: "somebody@somewhere:1",
      startedAt: "2025-01-01T00:00:00Z",
      services: { matching: { image: "m@sha256:2", size: 4 } },
    };
    const defined = define(state, request);
    const { resources } = await runProgram({
      config: {
        ...config({ matching: { compute: { type: "ec2" } } }),
        ...toDerivedConfig(defined),
      },
      deployed: { release: defined },
    });
    const input = (type: string, color: string, key: string) =>
      resources.find((one) => one.type.endsWith(type) && one.name === `matching-${color}`)?.inputs[
        key
      ];
    for (const [color, instances, tasks] of [
      ["blue", 4, 0],
      ["green", 3, 3],
    ] as const) {
      expect(input(":Group", color, "desiredCapacity"), color).to.equal(instances);
      expect(input(":Service", color, "desiredCount"), color).to.equal(tasks);
    }
    expect(resources.filter(({ name }) => name === "matching-test")).to.deep.equal([]);
  });
});
