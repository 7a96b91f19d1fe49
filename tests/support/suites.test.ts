import { expect } from "chai";
import { filesOf, longest, type SuiteName } from "./suites";

const names: SuiteName[] = ["unit", "endToEnd", "long"];

describe("the test suites", () => {
  it("contain every test file once", () => {
    const all = names.flatMap(filesOf);
    expect(all.length).to.be.greaterThan(200);
    expect(new Set(all).size).to.equal(all.length);
  });

  it("keep tests that run the Pulumi CLI apart from the unit tests", () => {
    expect(filesOf("endToEnd")).to.include("tests/endToEnd/provider.test.ts");
    expect(filesOf("unit")).to.include("tests/support/suites.test.ts");
    expect(filesOf("unit").join()).to.not.match(/tests\/(endToEnd|long)\//);
  });

  for (const name of names) {
    it(`${name}: start with the slowest files, which exist`, () => {
      const listed = longest[name];
      expect(filesOf(name).slice(0, listed.length)).to.deep.equal(listed);
    });
  }
});
