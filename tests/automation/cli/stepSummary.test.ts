import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stepSummary } from "../../../automation/cli/stepSummary";
import { refused } from "../../../automation/world/errors";
import { bluegreen } from "./run";

describe("the summary of a step of GitHub Actions", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "summary-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const text = (path: string) => readFileSync(path, "utf8");

  it("is not written where there is no such step", () => {
    const tell = () => expect.fail();
    expect(stepSummary({}, tell)).to.equal(undefined);
    expect(stepSummary({ GITHUB_STEP_SUMMARY: "" }, tell)).to.equal(undefined);
  });

  it("says why a plan or a release failed, also before the settings were read", () => {
    const path = join(folder, "summary.md");
    const summary = { GITHUB_STEP_SUMMARY: path };
    const plan = ["plan", "--stack", "dev", "--service", "users", "--image", "a:1"];
    const { exitCode, stderr } = bluegreen([...plan, "--cwd", folder], folder, summary);
    expect(exitCode).to.equal(2);
    const shown = (title: string, error: string) =>
      `${title}\n\nExit code 2:\n\n\`\`\`\n${error.trimEnd()}\n\`\`\``;
    const ofPlan = shown(
      "<!-- bluegreen:plan dev -->\n### bluegreen: plan for `dev` failed",
      stderr,
    );
    expect(text(path)).to.equal(`\n${ofPlan}\n\n`);
    const resumed = bluegreen(["resume", "--stack", "dev", "--cwd", folder], folder, summary);
    const ofRelease = shown("### bluegreen: release in `dev` failed", resumed.stderr);
    expect(text(path)).to.equal(`\n${ofPlan}\n\n\n${ofRelease}\n\n`);
  });

  it("changes no outcome if it can't be written", () => {
    const told: string[] = [];
    const step = stepSummary({ GITHUB_STEP_SUMMARY: folder }, (line) => told.push(line))!;
    step.write();
    expect(told).to.deep.equal([]);
    step.take("### one");
    step.write();
    expect(told).to.deep.equal([
      "warning: the summary of this step could not be written: EISDIR: illegal operation on a directory, " +
        `open '${folder}'`,
    ]);
  });

  it("keeps what the command said itself, and quotes no secret of an error", () => {
    const path = join(folder, "summary.md");
    const error = refused("no answer", "try again", ["password=canary-of-a-password"]);
    const step = () => stepSummary({ GITHUB_STEP_SUMMARY: path }, () => expect.fail())!;
    const own = step();
    own.take("### one");
    own.takeFailure("release", "dev", error);
    own.write();
    expect(text(path)).to.equal("\n### one\n\n");
    const failed = step();
    failed.takeFailure("release", "dev", error);
    failed.write();
    expect(text(path)).to.include("password=***").and.not.include("canary");
  });
});
