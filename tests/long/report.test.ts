import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type ReleaseRecord, releaseRecordSchema } from "../../automation/record/schema";
import { killTree } from "../../rehearsal/run/killTree";
import { projectName } from "../../rehearsal/run/workDir";
import { Scene } from "../../rehearsal/scene";
import { openChromium } from "../../tools/screenshots/chromium";

const bucket = "acme-releases";
const key = (id: string, kind: string) => `team/rehearsal/release-${id}.${kind}`;

/** The real Pulumi, deployer and browser: a release that is killed, resumed, paused and resumed again. */
describe("the report of a release", function () {
  this.timeout(300_000);
  let scene: Scene;
  let image: string;

  before(async () => {
    scene = await Scene.open({
      afterTtl: { marginSeconds: 8, maxQuietSeconds: 8 },
      more: { matching: null },
    });
    const settings = scene.committedSettings();
    scene.writeSettings(`${settings}  ${projectName}:reports: s3://${bucket}/team\n`);
    await scene.cloud.client.createBucket(bucket, {});
    const { v1, v2 } = await scene.firstRelease();
    expect(v1["users"]).to.not.equal(undefined);
    image = v2["users"]!.reference;
  });
  after(() => scene.close());

  /** Runs a command until it prints this line, then ends it so. */
  async function untilLine(args: string[], line: string, end: "kill" | "interrupt") {
    const running = scene.start(args, (text) => {
      if (!text.includes(line)) return;
      if (end === "kill") killTree(running.pid);
      else running.kill("SIGINT");
    });
    return running.ended;
  }

  const kept = async (id: string): Promise<ReleaseRecord> => {
    const objects = await scene.cloud.client.objects(bucket);
    return releaseRecordSchema.parse(JSON.parse(objects[key(id, "json")]!.text));
  };

  it("holds what all of its deployers saw, on the page as in the record", async () => {
    const deploy = ["deploy", "--service", "users", "--image", image];
    const drain = "wait for clients to leave";
    const killed = await untilLine(deploy, drain, "kill");
    expect(killed.code, killed.lines.join("\n")).to.equal(null);
    const paused = await untilLine(["resume"], drain, "interrupt");
    expect(paused.code, paused.lines.join("\n")).to.equal(4);
    const record = join(scene.workDir.root, "record.json");
    const pages = join(scene.workDir.root, "pages");
    const resume = ["resume", "--record", record, "--report", pages];
    const { code, lines } = await scene.run(resume);
    expect(code, lines.join("\n")).to.equal(0);
    const own = releaseRecordSchema.parse(JSON.parse(readFileSync(record, "utf8")));
    const inBucket = await kept(own.release!);
    expect(inBucket).to.deep.equal(own);
    expect(own).to.deep.include({ outcome: "done", exitCode: 0 });
    expect(own.unwatched).to.have.length(2);
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      await page.setContent(readFileSync(join(pages, `release-${own.release}.html`), "utf8"));
      const text = await page.locator("body").innerText();
      for (const { name } of own.steps) expect(text).to.include(name);
      for (const { owner } of own.deployers) expect(text).to.include(owner);
    } finally {
      await browser.close();
    }
  });
});
