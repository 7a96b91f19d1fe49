import { expect } from "chai";
import { breakable } from "../../simulation/breaks";

const simulateCli = async (...args: string[]) => {
  const { execa } = await import("execa");
  return execa("node", ["--require", "tsx/cjs", "simulation/main.ts", ...args], { reject: false });
};

describe("simulation: the command line", function () {
  this.timeout(60_000);

  it("prints one JSON document", async () => {
    const { exitCode, stdout } = await simulateCli("--runs", "50", "--seed", "7", "--json");
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(exitCode).to.equal(0);
    expect(report).to.include({ runs: 50, violations: 0, broken: null });
    expect(report["seconds"]).to.be.a("number");
    expect(report["runsPerSecond"]).to.be.a("number");
    expect(report["findings"]).to.deep.equal([]);
  });

  it("prints seed, shortest schedule and timeline of a violation, and exits with 1", async () => {
    const { exitCode, stdout } = await simulateCli(
      "--runs",
      "20",
      "--seed",
      "7",
      "--break",
      "drain",
    );
    expect(exitCode).to.equal(1);
    expect(stdout).to.match(/Invariant 2 is violated in \d+ runs \(first: --runs 1 --seed \d+\)/);
    expect(stdout).to.contain("Shortest schedule: no fault; released, recovery by resume");
    expect(stdout).to.contain("VIOLATION of invariant 2: users blue is stopped");
  });

  it("ends quietly if nobody reads its list to the end", async () => {
    const { execa } = await import("execa");
    const script =
      "node --require tsx/cjs simulation/main.ts --break list | true; echo ${PIPESTATUS[0]}";
    const { stdout, stderr } = await execa("bash", ["-c", script]);
    expect({ stdout, stderr }).to.deep.equal({ stdout: "0", stderr: "" });
  });

  it("lists what can be broken, and rejects unknown rules", async () => {
    const { stdout } = await simulateCli("--break", "list");
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).to.deep.equal(
      Object.keys(breakable),
    );
    for (const args of [["--break", "nothing"], ["--runs", "-1"], ["--seed", "x"], ["--fast"]]) {
      const { exitCode, stderr } = await simulateCli(...args);
      expect(exitCode).to.equal(2);
      expect(stderr).to.match(/^error: /);
    }
  });
});
