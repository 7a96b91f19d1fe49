import { expect } from "chai";
import { refused, StepFailed } from "../../../automation/world/errors";
import { toldFailure } from "../../../automation/cli/stopped";

function stopping({ soon = false, now = false }) {
  const [soonAsked, nowAsked] = [new AbortController(), new AbortController()];
  if (soon) soonAsked.abort(new Error("stopped by SIGINT"));
  if (now) nowAsked.abort();
  return { soon: soonAsked.signal, now: nowAsked.signal };
}
const broken = new StepFailed("the CLI failed", ["no backend"]);

describe("the report of a failed command", () => {
  it("is a refusal when only a question to Pulumi failed", () => {
    expect(toldFailure("dev", stopping({}), broken)).to.deep.include({
      kind: "refused",
      found: "the CLI failed",
      reasons: ["no backend"],
    });
  });

  it("says that it was stopped, even if the same Ctrl-C ended the Pulumi CLI", () => {
    const asked = stopping({ soon: true });
    for (const error of [asked.soon.reason, broken]) {
      expect(toldFailure("dev", asked, error)).to.deep.include({
        kind: "stoppedMidway",
        next: "bluegreen status --stack dev",
      });
    }
  });

  it("says after the third Ctrl-C what was found of Pulumi and its lock, and what works in any case", () => {
    const found = "Pulumi was killed (SIGKILL); the stack is not locked";
    const killed = refused(found, "");
    expect(toldFailure("dev", stopping({ soon: true, now: true }), killed)).to.deep.include({
      kind: "stoppedMidway",
      reasons: [found],
      next: "bluegreen unlock --stack dev; bluegreen resume --stack dev --if-any",
    });
  });

  it("is the error itself otherwise, such as a refusal, or a bug after a stop", () => {
    const refusal = refused("no such stack", "name one");
    expect(toldFailure("dev", stopping({ soon: true }), refusal)).to.equal(refusal);
    const bug = new TypeError("bug");
    expect(toldFailure("dev", stopping({ soon: true }), bug)).to.equal(bug);
  });
});
