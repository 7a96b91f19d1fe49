import { expect } from "chai";
import { goBuild } from "../../../automation/engine/goBuild";
import { makeInCache } from "../../../automation/engine/makeInCache";
import { FakeMachine, rejection } from "./fakes";

describe("build with Go", () => {
  let machine: FakeMachine;
  beforeEach(async () => {
    machine = await FakeMachine.create();
  });
  afterEach(() => machine.remove());

  it("builds the pinned package with its version and keeps only the engine", async () => {
    await machine.goThatBuilds();
    const engine = await makeInCache(machine.search(), goBuild);
    expect(engine).to.deep.equal({ root: `${machine.cacheFolder}/3.259.0`, version: "3.259.0" });
    expect(await machine.cacheEntries()).to.deep.equal(["3.259.0"]);
    const [build = "", ...others] = await machine.builds();
    expect(others).to.deep.equal([]);
    expect(build.replace(/partial-\w+/, "partial-X")).to.equal(
      `${machine.folder}/project/tools/pulumi-cli build -v -trimpath ` +
        "-ldflags -s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=3.259.0 " +
        `-o ${machine.cacheFolder}/3.259.0.partial-X/bin/pulumi ` +
        "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    );
  });

  it("shows that it is alive", async () => {
    const compile = "echo internal/abi >&2; echo internal/cpu >&2; /bin/sleep 0.3";
    await machine.goThatBuilds(compile);
    await makeInCache(machine.search(), goBuild);
    expect(machine.lines).to.include(
      "compiling, 2 packages of about 1690 that are not built yet, 0 s so far",
    );
  });

  it("says that Go is missing", async () => {
    const { message } = await rejection(makeInCache(machine.search(), goBuild));
    expect(message).to.equal("there is no `go`");
  });

  it("says that Go is too old", async () => {
    await machine.goThatBuilds();
    await machine.project("go 1.99.0");
    const { message } = await rejection(makeInCache(machine.search(), goBuild));
    expect(message).to.equal("Go 1.26.0 is too old; needed is 1.99.0");
    expect(await machine.builds()).to.deep.equal([]);
  });

  it("tells what the compiler said and leaves nothing", async () => {
    await machine.goThatBuilds("echo 'go: module lookup disabled' >&2; exit 1");
    const { message } = await rejection(makeInCache(machine.search(), goBuild));
    expect(message).to.equal("`go` failed (exit code 1)\ngo: module lookup disabled");
    expect(await machine.cacheEntries()).to.deep.equal([]);
  });
});
