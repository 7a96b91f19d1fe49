import { expect } from "chai";
import { operate } from "../../../../automation/adapters/pulumi/operation";
import type { EngineOptions } from "../../../../automation/adapters/pulumi/options";
import { DeployError, QuestionFailed } from "../../../../automation/world/errors";

describe("a call of Pulumi that fails", () => {
  const stop = new Error("stopped by SIGINT");
  const failing = (signal: AbortSignal, kind: "up" | "question") => {
    const options = { name: "dev", signal, onResource: () => undefined };
    return operate(options as unknown as EngineOptions)
      .guard(() => Promise.reject(new Error("code: -2")), kind)
      .catch((error: unknown) => error);
  };

  it("is the stop itself if it was a question that a stop ended, so that nothing is rolled back", async () => {
    expect(await failing(AbortSignal.abort(stop), "question")).to.equal(stop);
  });

  it("stops midway if it was an `up` that a stop ended", async () => {
    const error = await failing(AbortSignal.abort(stop), "up");
    expect(error).to.be.instanceOf(DeployError).and.to.include({ kind: "stoppedMidway" });
  });

  it("has changed nothing if it was a question", async () => {
    const error = await failing(new AbortController().signal, "question");
    expect(error).to.be.instanceOf(QuestionFailed);
  });
});
