import { expect } from "chai";
import { describeFailure, failureInMarkdown } from "../../../../automation/cli/console/failure";
import { refused } from "../../../../automation/world/errors";

describe("a failure in Markdown", () => {
  it("replaces the comment of its command and repeats what people read", () => {
    const failure = describeFailure(refused("no service userz", "write users", ["of `release`"]));
    expect(failureInMarkdown("plan", "dev", failure).split("\n")).to.deep.equal([
      "<!-- bluegreen:plan dev -->",
      "### bluegreen: plan for `dev` failed",
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

  it("has a fence longer than any in its text", () => {
    const failure = describeFailure(refused("found ```` here", "fix it"));
    const lines = failureInMarkdown("preview", "pr-7", failure).split("\n");
    expect(lines.filter((line) => line === "`````")).to.have.length(2);
    expect(lines[1]).to.equal("### bluegreen: preview `pr-7` failed");
  });
});
