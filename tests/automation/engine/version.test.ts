import { expect } from "chai";
import { usableVersion } from "../../../automation/engine/version";

describe("the version of the Pulumi CLI", () => {
  for (const [answer, version] of [
    ["v3.259.0\n", "3.259.0"],
    ["3.259.0", "3.259.0"],
    ["v3.260.1", "3.260.1"],
    ["v3.261.0-alpha.x1a2b3c", "3.261.0-alpha.x1a2b3c"],
  ] as const)
    it(`may be ${JSON.stringify(answer)}`, () => {
      expect(usableVersion(answer)).to.equal(version);
    });

  for (const [answer, reason] of [
    ["v3.258.9", "it is version 3.258.9; 3.259.0 or newer (below 4) is needed"],
    ["v3.259.0-dev.0", "it is version 3.259.0-dev.0; 3.259.0 or newer (below 4) is needed"],
    ["v4.0.0", "it is version 4.0.0; 3.259.0 or newer (below 4) is needed"],
    ["v4.0.0-alpha.1", "it is version 4.0.0-alpha.1; 3.259.0 or newer (below 4) is needed"],
    ["", '`pulumi version` printed no version, but ""'],
    ["unknown", '`pulumi version` printed no version, but "unknown"'],
  ] as const)
    it(`may not be ${JSON.stringify(answer)}`, () => {
      expect(() => usableVersion(answer)).to.throw(Error, reason);
    });
});
