import { expect } from "chai";
import { BuildCount } from "../../../automation/engine/buildCount";
import { duration } from "../../../automation/engine/heartbeat";

describe("progress of a Go build", () => {
  it("counts modules, then packages, and nothing else", () => {
    const count = new BuildCount();
    count.add("go: downloading cloud.google.com/go v0.123.0");
    count.add("go: downloading github.com/pulumi/pulumi/pkg/v3 v3.259.0");
    expect(count.toString()).to.equal("downloading, 2 modules");
    for (const line of ["internal/abi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"])
      count.add(line);
    for (const line of ["# github.com/x/y", "x.go:1:2: undefined: z", ""]) count.add(line);
    expect(count.toString()).to.equal("compiling, 2 packages of about 1690 that are not built yet");
  });

  it("tells time in minutes from a minute on", () => {
    expect([0, 59_400, 60_000, 200_000].map(duration)).to.deep.equal([
      "0 s",
      "59 s",
      "1 min 0 s",
      "3 min 20 s",
    ]);
  });
});
