import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { servingTag } from "../../../automation/world/imageKeeper";
import { activation, imageLines, leftLines } from "../../../rehearsal/run/keep";
import { variants } from "../../../rehearsal/sample/buildImage";

describe("a kept rehearsal", function () {
  this.timeout(20_000);
  let root: string;
  before(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "kept it's ")));
    mkdirSync(join(root, "images"));
  });
  after(() => rmSync(root, { recursive: true }));

  it("has one file to source, after which commands work as a `next:` prints them, from any folder", () => {
    const workDir = { root } as never;
    const env = { PULUMI_HOME: join(root, "home"), BLUEGREEN_LOCAL_CLOUD: "http://127.0.0.1:1/" };
    const file = join(root, "activate.sh");
    writeFileSync(file, activation({ env, workDir, engine: { command: "/bin/pwd" } as never }));
    const bash = (line: string) =>
      spawnSync("bash", ["-c", `source "${file}" && ${line}`], { cwd: "/", encoding: "utf8" });
    expect(bash("bluegreen status --stack rehearsal").stderr).to.equal(
      `error: there is no Pulumi project in ${root}\n` +
        "next: run the command in the project's folder, or name the folder with --cwd\n",
    );
    expect(bash("pulumi").stdout).to.equal(`${root}\n`);
    expect(bash('echo "$PULUMI_HOME"').stdout).to.equal(`${root}/home\n`);
    const { status, stderr } = bash("push-image users");
    expect([status, stderr]).to.deep.equal([
      2,
      `usage: push-image <service> <tag> [${variants.join(" | ")}], once the file of ` +
        "`bluegreen rehearse --keep` was sourced\n",
    ]);
  });

  it("lists the images that people have pushed, and no tag of the deployer's own", () => {
    const digest = `sha256:${"1".repeat(64)}`;
    const images = ["v1", servingTag("bluegreen/dev", digest)].map((tag) => ({
      reference: `127.0.0.1:5000/users:${tag}`,
      digest,
    }));
    expect(imageLines(images)).to.deep.equal(["  127.0.0.1:5000/users:v1  sha256:111111111111"]);
  });

  it("says what it leaves in the temp folder, and how to delete it", () => {
    expect(leftLines({ root: "/tmp/a" } as never)).to.equal(
      "left for you to look at: /tmp/a; to delete it: rm -r /tmp/a",
    );
  });
});
