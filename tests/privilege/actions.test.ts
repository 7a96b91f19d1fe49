import { expect } from "chai";
import { grantsOf, knownActions } from "../../privilege/catalogue";
import type { Grant } from "../../privilege/grant";
import { type DocumentedAction, documented, hasForm, resourcesOf } from "./serviceAuthorization";
import { scopes } from "./scopes";

/** What is wrong with how privilege/services/ grants an action, according to AWS's documentation. */
function problems(action: string, grant: Grant): string[] {
  const known = documented(action);
  const found = new Set<string>();
  const reads = known.level === "Read" || known.level === "List";
  if (reads !== (grant.access === "read")) found.add(`${action} is ${known.level}`);
  for (const scope of Object.values(scopes)) {
    const resources = grant.resources(scope);
    const condition = grant.condition?.(scope) ?? {};
    const keys = Object.values(condition).flatMap((block) => Object.keys(block));
    for (const resource of resources) {
      for (const problem of misplaced(known, resource, keys)) found.add(problem);
    }
    for (const key of keys.filter((one) => !isKnown(known, one))) {
      found.add(`${action} has no condition key ${key}`);
    }
  }
  return [...found];
}

function misplaced(known: DocumentedAction, resource: string, keys: string[]): string[] {
  const { action } = known;
  const types = resourcesOf(known);
  if (resource === "*") {
    const allowed = allowedOnAll[action];
    const scoped =
      types.length === 0 || allowed === "whole" || keys.some((key) => allowed?.includes(key));
    return scoped ? [] : [`${action} could be scoped to ${known.on.join(", ")}`];
  }
  if (types.some((type) => hasForm(resource, type))) return [];
  return [`${action} knows no resource like ${resource}`];
}

/**
 * Actions granted on `*` although they support resources, and the condition key that scopes them, if
 * any.
 */
const allowedOnAll: Record<string, string[] | "whole"> = {
  // For composite alarms, any narrower scope is denied. Source: CloudWatch API reference,
  // "DescribeAlarms".
  "cloudwatch:DescribeAlarms": "whole",
  // Optional: a task list names a container instance only if one is requested. Source: ECS
  // Developer Guide, "Identity-based policy examples", "List or describe tasks".
  "ecs:ListTasks": ["ecs:cluster"],
};

/** `aws:RequestTag/project` is documented as `aws:RequestTag/${TagKey}`. */
function isKnown(known: DocumentedAction, key: string): boolean {
  const documentedKeys = [...known.keys, ...resourcesOf(known).flatMap(({ keys }) => keys)];
  const general = key.replace(/\/.+$/, "/${TagKey}");
  return documentedKeys.includes(general);
}

describe("the grants of an action", () => {
  for (const action of knownActions) {
    it(`match AWS's documentation: ${action}`, () => {
      const found = grantsOf(action)!.flatMap((grant) => problems(action, grant));
      expect(found).to.deep.equal([]);
    });
  }

  it("would be reported if they were wrong", () => {
    const service = () => ["arn:aws:ecs:eu-central-1:123456789012:service/cluster-*/*"];
    const grant: Grant = { access: "write", resources: service, condition: undefined };
    const tagged = () => ({ StringEquals: { "aws:RequestTag/project": "bluegreen" } });
    expect(problems("ecs:UpdateService", grant)).to.deep.equal([]);
    expect(problems("ecs:UpdateService", { ...grant, access: "read" })).to.deep.equal([
      "ecs:UpdateService is Write",
    ]);
    expect(problems("ecs:UpdateService", { ...grant, resources: () => ["*"] })).to.deep.equal([
      "ecs:UpdateService could be scoped to service",
    ]);
    expect(problems("ecs:UpdateCluster", grant)).to.deep.equal([
      "ecs:UpdateCluster knows no resource like " + service()[0],
    ]);
    expect(problems("ecs:UpdateService", { ...grant, condition: tagged })).to.deep.equal([
      "ecs:UpdateService has no condition key aws:RequestTag/project",
    ]);
    expect(() => documented("ecs:Deploy")).to.throw("AWS documents no action ecs:Deploy");
  });
});
