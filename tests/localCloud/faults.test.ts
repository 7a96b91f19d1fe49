import { expect } from "chai";
import { Faults } from "../../localCloud/faults";

const type = "aws:route53/record:Record";
const users = { type, name: "users" };

describe("a fault", () => {
  it("fails the next matching operation, once", async () => {
    const faults = new Faults();
    faults.order({ kind: "fail", operation: "update", type });
    await faults.strike("before", "create", users);
    await faults.strike("after", "update", users);
    let failed = "";
    await faults
      .strike("before", "update", users)
      .catch((error: Error) => (failed = error.message));
    expect(failed).to.equal("InternalFailure: update of users failed as ordered");
    await faults.strike("before", "update", users);
  });

  it("holds an operation until it is released, or drops it", async () => {
    const faults = new Faults();
    for (const outcome of ["continue", "drop"] as const) {
      const id = faults.order({ kind: "pause", operation: "create", type, name: "users" });
      await faults.strike("before", "create", { type, name: "matching" });
      const held = faults.strike("before", "create", users).then(
        () => "continue",
        () => "drop",
      );
      expect(faults.list().map(({ reached }) => reached)).to.deep.equal([true]);
      faults.release(id, outcome);
      expect(await held).to.equal(outcome);
      expect(faults.list()).to.deep.equal([]);
    }
  });
});
