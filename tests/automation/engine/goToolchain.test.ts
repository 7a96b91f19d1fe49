import { expect } from "chai";
import { neededGo, whyNoGo } from "../../../automation/engine/goToolchain";

describe("Go toolchain", () => {
  it("is told by go.mod", () => {
    expect(neededGo("// go 1.1\nmodule m\n\ngo 1.25.11\n\ntool x\n")).to.equal("1.25.11");
    expect(() => neededGo("module m\n")).to.throw("go.mod names no Go version");
  });

  for (const [version, toolchain, reason] of [
    ["go1.25.11", "local", null],
    ["go1.26rc1", "local", null],
    ["go1.25.10", "auto", null],
    ["go1.21.0", "go1.21.0+auto", null],
    ["go1.25.10", "local", "Go 1.25.10 is too old; needed is 1.25.11"],
    ["go1.20.14", "auto", "Go 1.20.14 is too old; needed is 1.25.11"],
    ["devel", "local", "Go of an unknown version is too old; needed is 1.25.11"],
  ] as const)
    it(`${version} with GOTOOLCHAIN=${toolchain} ${reason === null ? "will do" : "is refused"}`, () => {
      const found = { GOVERSION: version, GOTOOLCHAIN: toolchain };
      expect(whyNoGo(found, "1.25.11")).to.equal(reason);
    });
});
