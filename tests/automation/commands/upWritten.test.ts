import { expect } from "chai";
import type { Session } from "../../../automation/commands/session";
import { upWritten } from "../../../automation/commands/upWritten";
import { DeployError, refused } from "../../../automation/world/errors";

const after = (error: Error) =>
  upWritten({
    up: () => Promise.reject(error),
    stack: { name: "dev" },
  } as unknown as Session).catch((thrown: unknown) => thrown);
const written = "Pulumi.dev.yaml is written, and its `up` has not ended";

describe("the `up` after an edit of the settings", () => {
  it("goes on by an `up` where it failed, not by the edit again", async () => {
    const failed = new DeployError("stoppedMidway", "the `up` failed", "again", ["no right"]);
    expect(await after(failed)).to.deep.include({
      kind: "stoppedMidway",
      found: `${written}: the \`up\` failed`,
      next: "fix the cause; then: bluegreen up --stack dev",
      reasons: ["no right"],
    });
  });

  it("has changed the file also where the program refused it, and keeps the next step", async () => {
    expect(await after(refused("dev was never up", "bluegreen up --stack base."))).to.deep.include({
      kind: "stoppedMidway",
      next: "bluegreen up --stack base; then: bluegreen up --stack dev",
    });
  });

  it("stays held by another, and hides no bug", async () => {
    expect(await after(new DeployError("held", "locked", "wait"))).to.include({ kind: "held" });
    const bug = new TypeError("bug");
    expect(await after(bug)).to.equal(bug);
  });
});
