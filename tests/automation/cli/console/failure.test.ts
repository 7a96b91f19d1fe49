import { expect } from "chai";
import { describeFailure, failureInMarkdown } from "../../../../automation/cli/console/failure";
import { refused } from "../../../../automation/world/errors";

describe("a failure in Markdown", () => {
  it("replaces the comment that it stands for, and says what a person reads", () => {
    const failure = describeFailure(refused("no service userz", "write users", ["of `release`"]));
    expect(failureInMarkdown("plan", "dev", failure).split("\n")).to.deep.equal([
      "<!-- bluegreen:plan dev -->",
      "### bluegreen: no plan of a release in `dev`",
      "",
      "Exit code 2:",
      "",
      "```",
      "error: no service userz",
      "  - of `release`",
      "next: write users",
      "```",
    ]);
  });

  it("has a fence that nothing in it closes", () => {
    const failure = describeFailure(refused("found ```` here", "fix it"));
    const lines = failureInMarkdown("preview", "pr-7", failure).split("\n");
    expect(lines.filter((line) => line === "`````")).to.have.length(2);
    expect(lines[1]).to.equal("### bluegreen: no preview `pr-7`");
  });
});
