import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { folderRecords } from "../../../../automation/adapters/records/folderRecords";
import type { DeployError } from "../../../../automation/world/errors";

describe("records in a folder of the project", () => {
  let outside: string;
  let cwd: string;
  beforeEach(() => {
    outside = mkdtempSync(join(tmpdir(), "records-"));
    cwd = join(outside, "project");
    mkdirSync(cwd);
  });
  afterEach(() => rmSync(outside, { recursive: true }));

  it("are files of the environment, named after their release, which replace only what was seen", async () => {
    const store = folderRecords(cwd, "out/reports", "dev");
    expect(store.address("r-1", "json")).to.equal("out/reports/dev/release-r-1.json");
    expect(await store.read("r-1", "json")).to.equal(null);
    expect(await store.write("r-1", "json", "1", null)).to.equal(true);
    expect(await store.write("r-1", "json", "2", null)).to.equal(false);
    const seen = await store.read("r-1", "json");
    expect(seen!.text).to.equal("1");
    expect(await store.write("r-1", "json", "2", seen)).to.equal(true);
    expect(await store.write("r-1", "json", "3", seen)).to.equal(false);
    expect(await store.write("../../../x", "html", "4", undefined)).to.equal(true);
    expect(readdirSync(join(cwd, "out/reports/dev")).sort()).to.deep.equal([
      "release-_________x.html",
      "release-r-1.json",
    ]);
  });

  it("are neither written nor read behind a link that leads out of the project", async () => {
    mkdirSync(join(outside, "elsewhere/dev"), { recursive: true });
    writeFileSync(join(outside, "elsewhere/dev/release-r-1.json"), "secret");
    symlinkSync(join(outside, "elsewhere"), join(cwd, "reports"));
    const store = folderRecords(cwd, "reports/deeper", "dev");
    const refusal = (error: unknown) => (error as DeployError).found;
    const found = "reports is a link that leads out of the project";
    expect(await store.write("r-1", "json", "1", null).catch(refusal)).to.equal(found);
    expect(existsSync(join(outside, "elsewhere/deeper"))).to.equal(false);
    expect(await folderRecords(cwd, "reports", "dev").read("r-1", "json").catch(refusal)).to.equal(
      found,
    );
  });

  it("may be large: a record has a line for each minute of each fleet", async () => {
    const store = folderRecords(cwd, "reports", "dev");
    const text = "x".repeat(5_000_000);
    await store.write("r-1", "json", text, null);
    expect((await store.read("r-1", "json"))!.text).to.have.length(text.length);
  });
});
