import { expect } from "chai";
import { describeSizes } from "../../../automation/plan/describe";

describe("a change of a size in a plan", () => {
  it("names all that the number of tasks follows", () => {
    const bounds = { min: 2, max: 6 };
    const to = {
      ...bounds,
      target: { cpuPercent: 60, memoryPercent: 75, requestsPerTask: 600 },
    };
    const queue = { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs", perTask: 20 };
    expect(
      describeSizes({
        users: { from: 2, to },
        mailer: { from: to, to: { ...bounds, target: { queue } } },
      }),
    ).to.deep.equal([
      "  size of users: 2 -> 2 to 6 at 60 % CPU, 75 % memory and 600 requests a minute per task",
      "  size of mailer: 2 to 6 at 60 % CPU, 75 % memory and 600 requests a minute per task -> " +
        "2 to 6 at 20 messages per task in jobs",
    ]);
  });
});
