import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { lint } from "./lint";

const root = join(__dirname, "../..");
const textOf = (path: string) => readFileSync(join(root, path), "utf8");
const text = textOf(".github/workflows/ci.yml");

interface OwnWorkflow {
  permissions: object;
  jobs: Record<
    string,
    {
      permissions: object;
      strategy: { matrix: { node: string[] } };
      steps: { uses?: string; run?: string; with?: Record<string, string> }[];
    }
  >;
}

describe("the project's own workflow", () => {
  const { permissions, jobs } = parse(text) as OwnWorkflow;
  const { test } = jobs;

  it("passes the linter for GitHub Actions", async () => {
    expect(await lint(text)).to.deep.equal([]);
  });

  it("runs what CI runs, on every Node version with first-class support", () => {
    expect(Object.keys(jobs)).to.deep.equal(["test", "dependencies"]);
    expect(test!.strategy.matrix.node).to.deep.equal(["22", "24"]);
    const setUp = test!.steps.find(({ uses }) => uses?.startsWith("actions/setup-node@"));
    expect(setUp?.with?.["node-version"]).to.equal("${{ matrix.node }}");
    expect(test!.steps.flatMap(({ run }) => run ?? [])).to.deep.equal([".ci/run"]);
  });

  it("names one of them for version managers", () => {
    expect(test!.strategy.matrix.node).to.include(textOf(".nvmrc").trim());
  });

  it("may read the repository and nothing else", () => {
    expect(permissions).to.deep.equal({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).to.deep.equal({ contents: "read" });
    }
  });

  it("looks for advisories, and puts a list of what is in it beside each package", () => {
    const runs = jobs["dependencies"]!.steps.flatMap(({ run }) => run ?? []);
    expect(runs).to.deep.equal([
      "npm ci --ignore-scripts",
      "npm audit --omit=dev --audit-level=moderate",
      "npm audit --audit-level=critical",
      "npm audit signatures",
      "npm sbom --omit=dev --sbom-format=cyclonedx > sbom.cdx.json\nnpm run package\n",
    ]);
    const upload = jobs["dependencies"]!.steps.at(-1)!;
    expect(upload.with).to.deep.equal({ name: "package", path: "sbom.cdx.json\n*.tgz\n" });
  });

  it("pins each action by the full SHA of a commit, with its version", () => {
    const uses = text.split("\n").filter((line) => line.includes("uses:"));
    expect(uses).to.have.length(6);
    for (const line of uses) {
      expect(line).to.match(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });
});
