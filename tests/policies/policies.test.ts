import { expect } from "chai";
import type { Run } from "../components/engine";
import { programInVariants } from "../components/variantRuns";
import { encryptionRules } from "./encryption";
import { identityRules } from "./identity";
import { networkRules } from "./network";
import type { Rule } from "./rule";
import { tagRules } from "./tags";
import { taskRules } from "./tasks";

const rules = [...networkRules, ...encryptionRules, ...identityRules, ...tagRules, ...taskRules];

function findings(rule: Rule, runs: ReadonlyMap<string, Run>): string[] {
  return [...runs].flatMap(([settings, { resources }]) =>
    resources.flatMap((resource) =>
      rule
        .problems(resource)
        .map((problem) => `${resource.name} (${resource.type}), ${settings}: ${problem}`),
    ),
  );
}

/** Checks every resource that the program registers; this does not show what AWS does. */
describe("with any settings,", function () {
  this.timeout(120_000);
  let runs: Map<string, Run>;
  before(async () => (runs = await programInVariants()));

  for (const rule of rules) {
    it(rule.name, () => {
      expect(findings(rule, runs)).to.deep.equal([]);
      for (const resource of rule.broken) {
        expect(rule.problems(resource), JSON.stringify(resource)).to.not.have.length(0);
      }
      expect(rule.broken).to.not.have.length(0);
    });
  }

  it("every policy checks resources of each type that it names", () => {
    const made = new Set(
      [...runs.values()].flatMap((run) => run.resources.map(({ type }) => type)),
    );
    // A rule without resources would prove nothing.
    const named = new Set(rules.flatMap(({ type }) => type ?? []));
    expect([...named].filter((type) => !made.has(type))).to.deep.equal([]);
    expect(named).to.have.lengthOf.above(5);
  });
});
