import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readSmallFile } from "../../../automation/adapters/smallFile";
import { DeployError } from "../../../automation/world/errors";

describe("a file that a person wrote", () => {
  let folder: string;
  let here: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "small-file-"));
    here = process.cwd();
  });
  afterEach(() => {
    process.chdir(here);
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string, content: string | Buffer = "services: {}\n") => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const refusal = async (path: string) => {
    const before = process.memoryUsage().rss;
    const error: unknown = await readSmallFile(path, "it").catch((thrown: unknown) => thrown);
    expect(process.memoryUsage().rss - before).to.be.below(50 * 1024 * 1024);
    expect(error).to.be.instanceOf(DeployError);
    return (error as DeployError).found.replace(/; nothing was changed$/, "");
  };

  it("is read as it is, also if it is empty or as large as it may be", async () => {
    expect(await readSmallFile(at("a.yaml", "ä: 1\n"))).to.equal("ä: 1\n");
    expect(await readSmallFile(at("a.yaml", ""))).to.equal("");
    expect(await readSmallFile(at("a.yaml", "#".repeat(512 * 1024)))).to.have.length(512 * 1024);
  });

  it("is missing if there is none, also where a folder is a file", async () => {
    expect(await readSmallFile(join(folder, "none.yaml"))).to.equal(undefined);
    expect(await readSmallFile(join(at("a.yaml"), "none.yaml"))).to.equal(undefined);
  });

  it("is refused if it is larger, at once", async () => {
    const large = at("large.yaml", "");
    truncateSync(large, 300 * 1024 * 1024);
    expect(await refusal(large)).to.equal("it is larger than 512 KiB");
    expect(await refusal(at("a.yaml", "#".repeat(512 * 1024 + 1)))).to.equal(
      "it is larger than 512 KiB",
    );
  });

  it("is refused if it is not a regular file: a device, a pipe, a folder, the kernel's", async () => {
    expect(await refusal("/dev/zero")).to.equal("it is not a regular file");
    expect(await refusal(folder)).to.equal("it is not a regular file");
    const pipe = join(folder, "pipe");
    spawnSync("mkfifo", [pipe]);
    expect(await refusal(pipe)).to.equal("it is not a regular file");
    expect(await refusal("/proc/self/environ")).to.equal("it is not a regular file");
  });

  it("is refused if it is a link, or a folder on the way leads out of this one", async () => {
    const link = join(folder, "release.yaml");
    symlinkSync(at("secret"), link);
    expect(await refusal(link)).to.equal("it is a symbolic link");
    const [project, outside] = [join(folder, "project"), join(folder, "outside")];
    mkdirSync(project);
    mkdirSync(outside);
    writeFileSync(join(outside, "a.yaml"), "secret");
    symlinkSync(outside, join(project, "way"));
    process.chdir(project);
    expect(await refusal("way/a.yaml")).to.equal(
      "it is behind a symbolic link that leads out of the current folder",
    );
    expect(await readSmallFile("../outside/a.yaml")).to.equal("secret");
    mkdirSync("inside");
    writeFileSync("inside/a.yaml", "text");
    symlinkSync("inside", "way2");
    expect(await readSmallFile("way2/a.yaml")).to.equal("text");
  });

  it("is refused if it is not text", async () => {
    expect(await refusal(at("a.yaml", Buffer.alloc(1000)))).to.equal("it is not text in UTF-8");
    expect(await refusal(at("a.yaml", Buffer.from([0xff, 0xfe, 0x41])))).to.equal(
      "it is not text in UTF-8",
    );
    expect(await refusal("a\0b")).to.equal("it is not a valid path");
    expect(await refusal("x".repeat(5000))).to.equal("it is not a valid path");
  });

  it("is refused if this user may not read it", async function () {
    if (process.getuid?.() === 0) return;
    const path = at("a.yaml");
    chmodSync(path, 0);
    expect(await refusal(path)).to.equal("it is not readable by this user");
  });
});
