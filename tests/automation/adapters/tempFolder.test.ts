import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect } from "chai";
import {
  keptFolderPrefix,
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

  it("stays while its process runs, or if it is kept or belongs to another host or program", async () => {
    const own = keep(await makeTempFolder());
    const name = basename(tempFolderPrefix(ended()));
    const others = [
      join(tmpdir(), name.replace("bluegreen-", "bluegreen-other-")),
      join(tmpdir(), name.replace("bluegreen-", "greenblue-")),
      keptFolderPrefix(),
    ].map((prefix) => keep(mkdtempSync(prefix)));
    await sweepTempFolders();
    const stay = [own, ...others].map((path) => existsSync(path));
    expect(stay).to.deep.equal([true, true, true, true]);
  });

  if (process.platform === "linux") {
    it("tells containers of the same hostname apart by their process ids", async () => {
      const [namespace] = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))!;
      const name = basename(tempFolderPrefix(ended()));
      expect(name).to.match(new RegExp(`-pid__${namespace}_-\\d+-$`));
      const other = keep(mkdtempSync(join(tmpdir(), name.replace(`_${namespace}_`, "_1_"))));
      await sweepTempFolders();
      expect(existsSync(other)).to.equal(true);
    });
  }

  it("is not a link to somebody else's folder", async () => {
    const target = keep(mkdtempSync(join(tmpdir(), "kept-")));
    const link = keep(`${tempFolderPrefix(ended())}abcdef`);
    symlinkSync(target, link);
    await sweepTempFolders();
    expect(existsSync(target)).to.equal(true);
    expect(dirname(link)).to.equal(tmpdir());
  });
});
