import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { appendToSummary } from "../../../automation/adapters/stepSummary";

describe("the summary of a step", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "summary-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is added to what others have written into its file", () => {
    const path = join(folder, "summary.md");
    expect(appendToSummary(path, "### one")).to.equal(null);
    expect(readFileSync(path, "utf8")).to.equal("\n### one\n\n");
    writeFileSync(path, "of an earlier step");
    expect(appendToSummary(path, "### two")).to.equal(null);
    expect(readFileSync(path, "utf8")).to.equal("of an earlier step\n### two\n\n");
  });

  it("says why it could not be written, and waits for nobody", () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const codes = [folder, join(folder, "none", "a.md"), pipe, "/dev/full", "a\0b"].map((path) =>
      appendToSummary(path, "### one"),
    );
    expect(codes.map((why) => why!.split(/[:,]/)[0])).to.deep.equal([
      ...["EISDIR", "ENOENT", "ENXIO", "ENOSPC"],
      "The argument 'path' must be a string",
    ]);
  });
});
