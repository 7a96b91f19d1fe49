import { expect } from "chai";
import { plainStackTraces } from "../../../../automation/adapters/pulumi/stackTraces";

const mapped = () => (process as unknown as { sourceMapsEnabled: boolean }).sourceMapsEnabled;

describe("plainStackTraces", () => {
  it("does without source maps for the operation alone, however that ends", async () => {
    expect(await plainStackTraces(() => Promise.resolve(mapped()))).to.equal(false);
    expect(mapped()).to.equal(true);
    const failure = new Error("it fails");
    const caught = await plainStackTraces(() => Promise.reject(failure)).catch((error) => error);
    expect(caught).to.equal(failure);
    expect(mapped()).to.equal(true);
  });
});
