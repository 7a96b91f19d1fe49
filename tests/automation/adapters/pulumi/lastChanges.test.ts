import { expect } from "chai";
import { parseLastChanges } from "../../../../automation/adapters/pulumi/history";

const update = (kind: string, digest?: string) => ({
  ...{ kind, result: "succeeded", startTime: "2026-11-26T10:00:00Z" },
  config: digest === undefined ? {} : { "deployer:changes": { value: digest } },
});

describe("what the last `up` applied", () => {
  it("is in Pulumi's history, whatever only read the stack since", () => {
    expect(
      parseLastChanges([update("refresh"), update("update", "a"), update("update", "b")]),
    ).to.equal("a");
  });

  it("is unknown after an `up` without the deployer, and nothing before the first", () => {
    expect(parseLastChanges([update("update"), update("update", "a")])).to.equal(null);
    expect(parseLastChanges([])).to.equal(undefined);
    expect(parseLastChanges(null)).to.equal(undefined);
  });
});
