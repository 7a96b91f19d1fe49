import { expect } from "chai";
import { boundaryPolicy, taskActionProblems } from "../../privilege/boundary";
import { anyPolicySchema } from "../../privilege/statement";
import type { Run } from "../components/engine";
import { unwrapped } from "../components/find";
import { programInVariants } from "../components/variants";
import { actionsOf } from "./actionsOf";
import { boundary, scopeFor } from "./scopes";
import { documented } from "./serviceAuthorization";

/** Actions of every policy that the program attaches to a role. */
function granted(runs: Iterable<Run>): Set<string> {
  const policies = [...runs].flatMap(({ resources }) =>
    resources.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy"),
  );
  return new Set(
    policies.flatMap(({ inputs }) =>
      anyPolicySchema
        .parse(JSON.parse(unwrapped<string>(inputs["policy"])))
        .Statement.flatMap(({ Action = [] }) => [Action].flat()),
    ),
  );
}

describe("the permissions boundary", function () {
  this.timeout(120_000);
  let runs: Map<string, Run>;
  before(async () => (runs = await programInVariants()));

  it("allows exactly what the program gives its roles (see privilege/boundary.ts)", () => {
    const allowed = [...actionsOf([boundaryPolicy(scopeFor(), [])])];
    expect(allowed).to.have.members([...granted(runs.values())]);
    for (const action of allowed) documented(action);
  });

  it("also allows what the team's own code calls, but nothing that would widen it", () => {
    const document = boundaryPolicy(scopeFor(), ["sqs:ReceiveMessage"]);
    expect([...actionsOf([document])]).to.include("sqs:ReceiveMessage");
    expect(taskActionProblems(["sqs:ReceiveMessage", "s3:Get*"])).to.deep.equal([]);
    expect(taskActionProblems(["iam:PutRolePolicy", "sts:AssumeRole", "*", "s3"])).to.deep.equal([
      "`iam:PutRolePolicy` would let a task grant itself more rights",
      "`sts:AssumeRole` would let a task grant itself more rights",
      "`*` must be an action such as `sqs:ReceiveMessage`",
      "`s3` must be an action such as `sqs:ReceiveMessage`",
    ]);
  });

  it("is on every role if the settings name it, and on none otherwise", () => {
    const boundaries = (settings: string) =>
      runs
        .get(settings)!
        .resources.filter(({ type }) => type === "aws:iam/role:Role")
        .map(({ inputs }) => inputs["permissionsBoundary"]);
    const bounded = boundaries("instances, bounded and protected");
    expect(bounded).to.deep.equal(Array<string>(5).fill(boundary));
    expect(boundaries("one service on Fargate")).to.deep.equal([undefined, undefined]);
  });
});
