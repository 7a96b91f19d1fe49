import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect } from "chai";
import {
  makeTempFolder,
  sweepTempFolders,
  tempFolderPrefix,
} from "../../../automation/adapters/tempFolder";

describe("a folder for temporary files", () => {
  const made: string[] = [];
  after(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));
  const keep = (path: string) => (made.push(path), path);
  /** Of a process that has ended. */
  const ended = () => spawnSync(process.execPath, ["--version"]).pid;

  it("is swept once its process was killed, with what is in it", async () => {
    const killed = keep(mkdtempSync(tempFolderPrefix(ended())));
    writeFileSync(join(killed, "Pulumi.dev.yaml"), "secret");
    await sweepTempFolders();
    expect(existsSync(killed)).to.equal(false);
  });

  it("stays while its process runs, or if it belongs to another host or program", async () => {
    const own = keep(await makeTempFolder());
    const name = basename(tempFolderPrefix(ended()));
    const others = [
      join(tmpdir(), name.replace("bluegreen-", "bluegreen-other-")),
      join(tmpdir(), name.replace("bluegreen-", "greenblue-")),
    ].map((prefix) => keep(mkdtempSync(prefix)));
    await sweepTempFolders();
    expect([own, ...others].map((path) => existsSync(path))).to.deep.equal([true, true, true]);
  });

  it("is no link to a folder of somebody", async () => {
    const target = keep(mkdtempSync(join(tmpdir(), "kept-")));
    const link = keep(`${tempFolderPrefix(ended())}abcdef`);
    symlinkSync(target, link);
    await sweepTempFolders();
    expect(existsSync(target)).to.equal(true);
    expect(dirname(link)).to.equal(tmpdir());
  });
});
