import { expect } from "chai";
import { filesOf, longest, type SuiteName } from "./suites";

const names: SuiteName[] = ["unit", "endToEnd", "long"];

describe("the suites of tests", () => {
  it("have each test file in one of them", () => {
    const all = names.flatMap(filesOf);
    expect(all.length).to.be.greaterThan(200);
    expect(new Set(all).size).to.equal(all.length);
  });

  it("have what runs the Pulumi CLI apart from the unit tests", () => {
    expect(filesOf("endToEnd")).to.include("tests/endToEnd/provider.test.ts");
    expect(filesOf("unit")).to.include("tests/support/suites.test.ts");
    expect(filesOf("unit").join()).to.not.match(/endToEnd|long/);
  });

  for (const name of names) {
    it(`${name}: start with the files that take longest, which exist`, () => {
      const listed = longest[name];
      expect(filesOf(name).slice(0, listed.length)).to.deep.equal(listed);
    });
  }
});
