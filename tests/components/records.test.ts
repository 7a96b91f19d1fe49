import { expect } from "chai";
import type { Run } from "./engine";
import { all, find } from "./find";
import { type PhaseName, programAt } from "./phases";

/** The load balancer that each name of users points to. */
function records(run: Run): Record<string, string> {
  const found = all(run, "Record").filter(({ name }) => name.startsWith("users-"));
  return Object.fromEntries(
    found.map(({ name, inputs }) => {
      const [alias] = inputs["aliases"] as [{ name: string }];
      return [name, alias.name];
    }),
  );
}

const [blue, green] = ["edge-blue.elb.example", "edge-green.elb.example"];

const expected: Record<PhaseName, Record<string, string>> = {
  "never released": {},
  idle: { "users-production": blue },
  staged: { "users-production": blue, "users-test": green },
  canary: { "users-production": blue, "users-test": green },
  "switched after a canary": { "users-production": green, "users-test": green },
  switched: { "users-production": green, "users-test": green },
  returning: { "users-production": blue, "users-test": green },
  retired: { "users-production": green },
};

describe("the records of a service", () => {
  for (const [phase, names] of Object.entries(expected)) {
    it(`in phase ${phase} are ${JSON.stringify(names)}`, async () => {
      expect(records(await programAt(phase as PhaseName))).to.deep.equal(names);
    });
  }

  it("are aliases without a TTL of their own", async () => {
    const { inputs } = find(await programAt("staged"), "Record", "users-test");
    expect(inputs).to.deep.equal({
      zoneId: "Z1",
      name: "users-test.dev.example.com",
      type: "A",
      aliases: [{ name: green, zoneId: "ZELB", evaluateTargetHealth: false }],
      allowOverwrite: true,
    });
  });
});
