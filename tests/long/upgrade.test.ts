import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Scene } from "../../rehearsal/scene";

/** Another version of the program, which is played by a state that has other names. */
describe("`upgrade --check` on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open();
    await scene.firstRelease();
  });
  after(() => scene.close());

  const check = () => scene.runInProject(["upgrade", "--check"]);

  /** As if an older version had given this resource another logical name. */
  async function rename(name: string, former: string): Promise<void> {
    const exported = await scene.pulumi("stack", "export");
    expect(exported).to.include(`::${name}"`);
    const file = join(scene.workDir.root, "renamed.json");
    writeFileSync(file, exported.replaceAll(`::${name}"`, `::${former}"`));
    await scene.pulumi("stack", "import", "--file", file);
  }

  it("finds nothing to do for the version that is there", async () => {
    const { code, json, lines } = await check();
    expect(code, lines.join("\n")).to.equal(0);
    expect(json).to.deep.equal({
      ok: true,
      stacks: [{ stack: "rehearsal", ok: true, settings: "file", changes: [] }],
    });
  });

  it("refuses a version that renames what serves, and changes nothing", async () => {
    await rename("users-production", "users-public-name");
    const before = await scene.pulumi("stack", "export");
    const { code, json } = await check();
    expect(code).to.equal(2);
    expect(json).to.deep.equal({
      ok: false,
      stacks: [
        {
          stack: "rehearsal",
          ok: false,
          found: "this `up` would replace or delete what serves",
          reasons: ["users-public-name (aws:route53/record:Record) would be deleted"],
          next:
            "undo what changed since the last `up` (settings, program, or libraries), then: " +
            "bluegreen up --stack rehearsal",
        },
      ],
    });
    expect(await scene.pulumi("stack", "export")).to.equal(before);
  });
});
