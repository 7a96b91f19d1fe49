import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { isFolder, makeFolder } from "../../../automation/engine/makeFolder";

describe("making a folder", () => {
  let root: string;

  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "bluegreen-folder-"))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const codeOf = (path: string) =>
    makeFolder(path).then(
      () => "made",
      (error: NodeJS.ErrnoException) => error.code,
    );

  it("makes those above it, and leaves one that exists", async () => {
    const path = join(root, "a", "b", "c");
    expect([await isFolder(path), await codeOf(path), await isFolder(path)]).to.deep.equal([
      false,
      "made",
      true,
    ]);
    expect(await codeOf(path)).to.equal("made");
  });

  it("may be done by several at once", async () => {
    const path = join(root, "a", "b");
    expect(await Promise.all([path, path, join(path, "c")].map(codeOf))).to.deep.equal([
      "made",
      "made",
      "made",
    ]);
  });

  it("replaces no file", async () => {
    const file = join(root, "file");
    writeFileSync(file, "text");
    expect([await codeOf(file), await codeOf(join(file, "below"))]).to.deep.equal([
      "EEXIST",
      "ENOTDIR",
    ]);
    expect(readFileSync(file, "utf8")).to.equal("text");
  });

  it("ends where the file system makes no folders", async () => {
    expect(await codeOf("/proc/none/below")).to.equal("ENOENT");
  });
});
