import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../../../automation/adapters/init/folder";
import { workflowFiles } from "../../../ci/workflow";

describe("the folder that `init` fills", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "bluegreen-init-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("gets each file whole, in folders as needed, and keeps what is there", async () => {
    const folder = repositoryFolder(root);
    expect(folder.name).to.equal(basename(root));
    expect(await folder.create("access/index.ts", "one")).to.equal(true);
    expect(await folder.create("access/index.ts", "two")).to.equal(false);
    expect(await folder.read("access/index.ts")).to.equal("one");
    expect(await folder.read("Pulumi.yaml")).to.equal(undefined);
    await folder.replace("access/index.ts", "three");
    expect(readFileSync(join(root, "access/index.ts"), "utf8")).to.equal("three");
    // No half-written copy is left.
    expect(readdirSync(join(root, "access"))).to.deep.equal(["index.ts"]);
  });

  it("has what is in the way of a file, which is not read as one", async () => {
    const folder = repositoryFolder(root);
    writeFileSync(join(root, "access"), "");
    mkdirSync(join(root, "index.ts"));
    mkdirSync(join(root, ".github"));
    writeFileSync(join(root, ".github/workflows"), "");
    expect(await folder.obstacle("access/index.ts")).to.equal("access");
    expect(await folder.obstacle("index.ts")).to.equal("index.ts");
    expect(await folder.obstacle(".github/workflows/plan.yml")).to.equal(".github/workflows");
    expect(await folder.obstacle("access")).to.equal(null);
    expect(await folder.obstacle("none/at/all")).to.equal(null);
    expect(await repositoryFolder(join(root, "access")).obstacle("Pulumi.yaml")).to.equal(".");
    expect(await folder.read("access/index.ts")).to.equal(undefined);
    expect(await folder.read("index.ts")).to.equal(undefined);
  });

  it("knows its path in the repository, which may be a worktree", () => {
    const pathOf = (path: string) => repositoryFolder(join(root, path)).inRepository;
    mkdirSync(join(root, "packages/infra"), { recursive: true });
    expect(pathOf("packages/infra")).to.equal("");
    writeFileSync(join(root, ".git"), "gitdir: elsewhere\n");
    expect([pathOf(""), pathOf("packages/infra"), pathOf("none/yet")]).to.deep.equal([
      ...["", "packages/infra", "none/yet"],
    ]);
    mkdirSync(join(root, "packages/.git"));
    expect(pathOf("packages/infra")).to.equal("infra");
  });

  it("has the workflows of ci/github to copy", async () => {
    const workflows = await repositoryFolder(root).workflows();
    expect(Object.keys(workflows)).to.deep.equal([...workflowFiles].sort());
    expect(workflows["deploy.yml"]).to.include("name: deploy");
  });
});
