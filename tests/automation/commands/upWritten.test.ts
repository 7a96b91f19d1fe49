import { expect } from "chai";
import type { Session } from "../../../automation/commands/session";
import { upWritten } from "../../../automation/commands/upWritten";
import { DeployError, refused } from "../../../automation/world/errors";

const after = (error: Error) =>
  upWritten({
    up: () => Promise.reject(error),
    stack: { name: "dev" },
  } as unknown as Session).catch((thrown: unknown) => thrown);
const written = "Pulumi.dev.yaml was written, but its `up` did not finish";

describe("the `up` after an edit of the settings", () => {
  it("is continued by another `up` when it failed, not by the same edit", async () => {
    const failed = new DeployError("stoppedMidway", "the `up` failed", "again", ["no right"]);
    expect(await after(failed)).to.deep.include({
      kind: "stoppedMidway",
      found: `${written}: the \`up\` failed`,
      next: "fix the cause; then: bluegreen up --stack dev",
      reasons: ["no right"],
    });
  });

  it("reports the written file even if the program refused the `up`, and keeps the next step", async () => {
    expect(await after(refused("dev was never up", "bluegreen up --stack base."))).to.deep.include({
      kind: "stoppedMidway",
      next: "bluegreen up --stack base; then: bluegreen up --stack dev",
    });
  });

  it("still reports that the stack is held by another, and does not hide a bug", async () => {
    expect(await after(new DeployError("held", "locked", "wait"))).to.include({ kind: "held" });
    const bug = new TypeError("bug");
    expect(await after(bug)).to.equal(bug);
  });
});
