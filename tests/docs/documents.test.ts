import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "../..");
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "docs/RUNBOOK.md",
  "docs/architecture.md",
  "docs/cost.md",
  "ci/README.md",
  "access/README.md",
];

/** As GitHub makes them from headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the documents", () => {
  it("name only npm scripts that exist", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: object };
    const named = documents.flatMap((path) =>
      [...textOf(path).matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name!),
    );
    expect(named).to.not.have.length(0);
    expect(named.filter((name) => !(name in scripts))).to.deep.equal([]);
  });

  it("link only to files and headings that exist", () => {
    const broken = documents.flatMap((path) =>
      [...textOf(path).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
        if (/^https?:/.test(target!)) return [];
        const [file, anchor] = target!.split("#");
        const at = file ? join(dirname(path), file) : path;
        if (!existsSync(join(root, at))) return [`${path}: ${target}`];
        return anchor && !anchorsOf(textOf(at)).includes(anchor) ? [`${path}: ${target}`] : [];
      }),
    );
    expect(broken).to.deep.equal([]);
  });

  it("name only files and folders that exist", () => {
    // Of a package, of Pulumi, of GitHub.
    const elsewhere = ["bin/pulumi", "cmd/run", "tsx/cjs", "owner/name"];
    const decisions = readdirSync(join(root, "docs/adr")).map((file) => `docs/adr/${file}`);
    const missing = [...documents, ...decisions].flatMap((path) =>
      [...textOf(path).matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?)`/g)].flatMap(([, named]) =>
        [named!, `automation/${named}`].some((at) => existsSync(join(root, at))) ||
        elsewhere.includes(named!)
          ? []
          : [`${path}: ${named}`],
      ),
    );
    expect(missing).to.deep.equal([]);
  });

  it("fit a terminal of 80 columns in the runbook", () => {
    const wide = textOf("docs/RUNBOOK.md")
      .split("\n")
      .filter(({ length }) => length > 80);
    expect(wide).to.deep.equal([]);
  });
});
