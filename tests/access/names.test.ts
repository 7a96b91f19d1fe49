import { expect } from "chai";
import { nameProblems } from "../../access/names";

describe("the names of the roles in access/", () => {
  const problem = (name: string) =>
    `the name of the role \`${name}\` would have 65 characters; IAM allows 64: give the project or the stack a ` +
    "shorter name";

  it("fit into the 64 characters that IAM allows", () => {
    // `-preview-stacks` is the longest suffix, and `-preview` without previews.
    const scope = (length: number) => ({
      project: "shop",
      stack: "s".repeat(length - "shop-".length),
    });
    expect(nameProblems(scope(49), true)).to.deep.equal([]);
    const { project, stack } = scope(50);
    expect(nameProblems(scope(50), true)).to.deep.equal([
      problem(`${project}-${stack}-preview-stacks`),
    ]);
    expect(nameProblems(scope(56), false)).to.deep.equal([]);
    expect(nameProblems(scope(57), false)).to.deep.equal([
      problem(`shop-${scope(57).stack}-preview`),
    ]);
  });
});
