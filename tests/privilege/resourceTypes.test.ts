import { expect } from "chai";
import { invokes, resourceTypes } from "../../privilege/catalogue";
import { neededActions, neededTypes, rolePolicies } from "../../privilege/policy";
import { actionsOf } from "./actionsOf";
import type { Scope } from "../../privilege/scope";
import { noBackend, scopeFor, scopes } from "./scopes";
import type { Run } from "../components/engine";
import { programInVariants } from "../components/variantRuns";
import { variants } from "../components/variants";

const howTo =
  "add what the AWS provider calls for it to the `…Types` (or `…Invokes`) of its service in privilege/services/";

/**
 * Types that the program registers and provider functions it calls; its own components and Pulumi's
 * functions call nothing on AWS.
 */
function usedBy(runs: Iterable<Run>) {
  const all = [...runs];
  const types = all.flatMap(({ resources }) => resources.map(({ type }) => type));
  return {
    types: new Set(types.filter(isOfAws)),
    invokes: new Set(all.flatMap((run) => run.invokes).filter(isOfAws)),
  };
}

const isOfAws = (token: string) => /^awsx?:/.test(token);

function lacking(used: Iterable<string>, known: object): string[] {
  return [...used].filter((one) => !(one in known)).map((one) => `${one}: ${howTo}`);
}

describe("resource types", function () {
  this.timeout(120_000);
  let used: ReturnType<typeof usedBy>;
  before(async () => (used = usedBy((await programInVariants()).values())));

  it("that the program registers are known, with the actions they need", () => {
    expect(lacking(used.types, resourceTypes)).to.deep.equal([]);
    expect(lacking(used.invokes, invokes)).to.deep.equal([]);
  });

  it("that are known are registered: nothing is granted for a type that is not used", () => {
    expect(Object.keys(resourceTypes).filter((type) => !used.types.has(type))).to.deep.equal([]);
    expect(Object.keys(invokes).filter((token) => !used.invokes.has(token))).to.deep.equal([]);
  });

  it("have every action in the deploy policy", () => {
    for (const [name, scope] of Object.entries(scopes)) {
      const granted = actionsOf(rolePolicies("deploy", { scope, backend: noBackend }));
      expect([...granted].sort(), name).to.deep.equal(neededActions(scope));
    }
    const all = new Set(Object.values(resourceTypes).flat());
    const { plain, "pulled from by others": most } = scopes;
    const missing = (scope: Scope) => [...all].filter((one) => !neededActions(scope).includes(one));
    expect(missing(most!)).to.deep.equal([]);
    expect(missing(plain!)).to.deep.equal(["ecr:SetRepositoryPolicy"]);
  });

  it("of each variant are those that its settings grant rights for", async () => {
    for (const [name, run] of await programInVariants()) {
      const scope = scopeFor(variants[name.replace(/, switched$/, "")]);
      const needed = neededTypes(scope);
      const { types } = usedBy([run]);
      expect(
        [...types].filter((type) => !needed.includes(type)),
        name,
      ).to.deep.equal([]);
    }
  });

  it("would be reported if they were unknown", () => {
    const others = { ...resourceTypes };
    delete others["aws:lb/listener:Listener"];
    expect(lacking(used.types, others)).to.deep.equal([`aws:lb/listener:Listener: ${howTo}`]);
    const made = {
      type: "aws:sqs/queue:Queue",
      name: "q",
      inputs: {},
      dependsOn: [],
      ignoreChanges: [],
      protect: false,
      parent: "",
    };
    const run: Run = {
      resources: [made],
      invokes: [],
      outputs: {},
      secretOutputs: [],
      outputsWaitFor: {},
      error: undefined,
    };
    expect(lacking(usedBy([run]).types, resourceTypes)).to.deep.equal([
      `aws:sqs/queue:Queue: ${howTo}`,
    ]);
  });
});
