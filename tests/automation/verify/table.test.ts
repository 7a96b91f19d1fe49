import { expect } from "chai";
import type { Finding } from "../../../automation/verify/finding";
import { describeFindings } from "../../../automation/verify/table";

describe("the table of findings", () => {
  it("has one line per finding, with what to do below it", () => {
    const finding = (status: Finding["status"], todo = ""): Finding => ({
      check: "zone",
      subject: "example.com",
      status,
      found: `found ${status}`,
      todo,
    });
    expect(
      describeFindings([
        finding("ok"),
        finding("warning", "look"),
        finding("error", "fix"),
        finding("unknown"),
        finding("notApplicable"),
      ]).split("\n"),
    ).to.deep.equal([
      "✔ ok       zone  example.com  found ok",
      "! warning  zone  example.com  found warning",
      "           → look",
      "✘ error    zone  example.com  found error",
      "           → fix",
      "? unknown  zone  example.com  found unknown",
      "- n/a      zone  example.com  found notApplicable",
      "",
      "not ready for a release: errors 1, warnings 1, not checked 1",
    ]);
  });
});
