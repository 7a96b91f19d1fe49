import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { fileLocks } from "../../../../../automation/adapters/pulumi/locks/fileLocks";

describe("the locks of a `file://` backend", () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), "bluegreen-locks-"));
    const folder = join(cwd, "state", ".pulumi", "locks", "organization", "bluegreen", "dev");
    await mkdir(folder, { recursive: true });
    const lock = { pid: 7, username: "ann", hostname: "vm", timestamp: "2026-01-31T12:00:00Z" };
    await writeFile(join(folder, "1.json"), JSON.stringify(lock));
  });
  after(() => rm(cwd, { recursive: true }));

  const found = [{ user: "ann", host: "vm", pid: 7, since: "2026-01-31T12:00:00Z" }];
  const urls: [what: string, url: () => string][] = [
    ["a whole path", () => pathToFileURL(join(cwd, "state")).href],
    ["a path from the project's folder", () => "file://./state"],
    ["a path without a dot", () => "file://state"],
    ["a path with options", () => "file://./state?metadata=skip"],
  ];
  for (const [what, url] of urls) {
    it(`are found with ${what}`, async () => {
      const locks = fileLocks(url(), { cwd, name: "bluegreen" }, "dev");
      expect(await locks.find()).to.deep.equal(found);
    });
  }

  it("are removed only if they were examined", async () => {
    const locks = fileLocks("file://./state", { cwd, name: "bluegreen" }, "dev");
    await locks.free([{ ...found[0]!, pid: 8 }]);
    expect(await locks.find()).to.deep.equal(found);
    await locks.free(found);
    expect(await locks.find()).to.deep.equal([]);
  });
});
