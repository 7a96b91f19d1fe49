import { expect } from "chai";
import { BuildCount, goBuild, neededGo, whyNoGo } from "../../../automation/engine/goBuild";
import { makeInCache } from "../../../automation/engine/cache";
import { FakeMachine, rejection } from "./fakes";
import { duration } from "../../../automation/engine/heartbeat";

describe("the build with Go", () => {
  let machine: FakeMachine;
  beforeEach(async () => {
    machine = await FakeMachine.create();
  });
  afterEach(() => machine.remove());

  it("builds the pinned package with its version and keeps only the CLI", async () => {
    await machine.goThatBuilds();
    const engine = await makeInCache(machine.search(), goBuild);
    expect(engine).to.deep.equal({ root: `${machine.cacheFolder}/3.259.0`, version: "3.259.0" });
    expect(await machine.cacheEntries()).to.deep.equal(["3.259.0"]);
    const [build = "", ...others] = await machine.builds();
    expect(others).to.deep.equal([]);
    expect(build.replace(/partial-\w+/, "partial-X")).to.equal(
      `${machine.folder}/project/tools/pulumi-cli build -mod=readonly -v -trimpath ` +
        "-ldflags -s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=3.259.0 " +
        `-o ${machine.cacheFolder}/3.259.0.partial-X/bin/pulumi ` +
        "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    );
  });

  it("reports progress", async () => {
    const compile = "echo internal/abi >&2; echo internal/cpu >&2; /bin/sleep 0.3";
    await machine.goThatBuilds(compile);
    await makeInCache(machine.search(), goBuild);
    expect(machine.lines).to.include("compiled 2 of about 1690 packages, 0 s so far");
  });

  it("reports that Go is missing", async () => {
    const { message } = await rejection(makeInCache(machine.search(), goBuild));
    expect(message).to.equal("`go` is not installed");
  });

  it("reports that Go is too old", async () => {
    await machine.goThatBuilds();
    await machine.project("go 1.99.0");
    const { message } = await rejection(makeInCache(machine.search(), goBuild));
    expect(message).to.equal("Go 1.26.0 is too old; 1.99.0 is needed");
    expect(await machine.builds()).to.deep.equal([]);
  });

  it("reports the compiler's output and leaves nothing behind", async () => {
    await machine.goThatBuilds("echo 'go: module lookup disabled' >&2; exit 1");
    const { message } = await rejection(makeInCache(machine.search(), goBuild));
    expect(message).to.equal("`go` failed (exit code 1)\ngo: module lookup disabled");
    expect(await machine.cacheEntries()).to.deep.equal([]);
  });
});

describe("the progress of a Go build", () => {
  it("counts modules, then packages, and nothing else", () => {
    const count = new BuildCount();
    count.add("go: downloading cloud.google.com/go v0.123.0");
    count.add("go: downloading github.com/pulumi/pulumi/pkg/v3 v3.259.0");
    expect(count.toString()).to.equal("downloaded 2 modules");
    for (const line of ["internal/abi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"])
      count.add(line);
    for (const line of ["# github.com/x/y", "x.go:1:2: undefined: z", ""]) count.add(line);
    expect(count.toString()).to.equal("compiled 2 of about 1690 packages");
  });

  it("shows minutes from one minute on", () => {
    expect([0, 59_400, 60_000, 200_000].map(duration)).to.deep.equal([
      "0 s",
      "59 s",
      "1 min 0 s",
      "3 min 20 s",
    ]);
  });
});

describe("the needed Go toolchain", () => {
  it("is named in go.mod", () => {
    expect(neededGo("// go 1.1\nmodule m\n\ngo 1.25.11\n\ntool x\n")).to.equal("1.25.11");
    expect(() => neededGo("module m\n")).to.throw("go.mod has no Go version");
  });

  for (const [version, toolchain, reason] of [
    ["go1.25.11", "local", null],
    ["go1.26rc1", "local", null],
    ["go1.25.10", "auto", null],
    ["go1.21.0", "go1.21.0+auto", null],
    ["go1.25.10", "local", "Go 1.25.10 is too old; 1.25.11 is needed"],
    ["go1.20.14", "auto", "Go 1.20.14 is too old; 1.25.11 is needed"],
    ["devel", "local", "Go of an unknown version is too old; 1.25.11 is needed"],
  ] as const)
    it(`${reason === null ? "can be" : "can't be"} ${version} with GOTOOLCHAIN=${toolchain}`, () => {
      const found = { GOVERSION: version, GOTOOLCHAIN: toolchain };
      expect(whyNoGo(found, "1.25.11")).to.equal(reason);
    });
});
