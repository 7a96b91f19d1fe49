import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { leavingNoStack } from "../../../../automation/adapters/pulumi/newStack";
import { DeployError, refused, StepFailed } from "../../../../automation/world/errors";

const text = "config:\n  bluegreen:domain: example.com\n";

describe("an `up` that creates its stack", () => {
  let cwd: string;
  beforeEach(async () => (cwd = await mkdtemp(join(tmpdir(), "new-stack-"))));
  afterEach(() => rm(cwd, { recursive: true }));

  /** With a Pulumi CLI whose stack has these resources; returns what it was asked and what is in the file. */
  async function after(error: Error, { isNew = true, types = ["pulumi:pulumi:Stack"] } = {}) {
    const file = join(cwd, "Pulumi.dev.yaml");
    await writeFile(file, text);
    await rm(join(cwd, "asked"), { force: true });
    const command = join(cwd, "pulumi");
    const deployment = { resources: types.map((type) => ({ type })) };
    await writeFile(
      command,
      `#!/bin/sh\necho "$@" >> ${cwd}/asked\necho '${JSON.stringify({ deployment })}'\n`,
    );
    await chmod(command, 0o755);
    const options = { project: { cwd, name: "bluegreen" }, engine: { command }, name: "dev" };
    const space = {
      createStack: () => writeFile(file, `encryptionsalt: v1\n${text}`),
    };
    const thrown = await leavingNoStack(options as never, space, async () => {
      if (isNew) await space.createStack();
      throw error;
    }).catch((caught: unknown) => caught);
    const asked = await readFile(join(cwd, "asked"), "utf8").catch(() => "");
    const left = await readFile(file, "utf8");
    return { thrown, asked: asked.trim().split("\n").filter(Boolean), left };
  }
  const exported = "stack export --stack dev --non-interactive";

  const removed = "stack rm --yes --force --preserve-config --stack dev --non-interactive";
  const refusal = refused("no such zone", "create it");
  const failed = new StepFailed("the `up` failed", ["unknown stack base"]);

  it("leaves neither the stack nor its salt where it is refused", async () => {
    expect(await after(refusal)).to.deep.equal({
      ...{ thrown: refusal, asked: [exported, removed], left: text },
    });
  });

  it("is refused where it failed before anything existed", async () => {
    const types = ["pulumi:pulumi:Stack", "pulumi:providers:aws"];
    const { thrown, asked, left } = await after(failed, { types });
    expect({ asked, left }).to.deep.equal({ asked: [exported, removed], left: text });
    expect(thrown).to.deep.include({
      kind: "refused",
      found: "the `up` failed",
      next: "fix the cause and run the command again",
      reasons: ["unknown stack base"],
    });
  });

  it("keeps a stack that has resources, was there before, or is somebody else's", async () => {
    const left = `encryptionsalt: v1\n${text}`;
    const types = ["pulumi:pulumi:Stack", "aws:ec2/vpc:Vpc"];
    for (const thrown of [refusal, failed]) {
      expect(await after(thrown, { types })).to.deep.equal({ thrown, asked: [exported], left });
      const before = await after(thrown, { isNew: false });
      expect(before).to.deep.equal({ thrown, asked: [], left: text });
    }
    const thrown = new DeployError("held", "locked", "wait");
    expect(await after(thrown)).to.deep.equal({ thrown, asked: [], left });
  });
});
