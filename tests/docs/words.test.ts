import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";

const root = join(__dirname, "../..");
const filesIn = (folder: string, end: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(end))
    .map((path) => join(folder, path));

const pages = [
  ...readdirSync(root).filter((path) => path.endsWith(".md")),
  ...[".changeset", ".github", "access", "ci", "docs"].flatMap((folder) => filesIn(folder, ".md")),
];

/** What this file says is quoted, not used. */
const itself = join("tests", "docs", "words.test.ts");
const sources = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(node_modules|report|\.git)$/.test(entry.name))
  .flatMap(({ name }) => [".ts", ".cjs", ".mjs", ".yml"].flatMap((end) => filesIn(name, end)))
  .filter((path) => path !== itself && !path.includes("node_modules"));

const textOf = (path: string) => readFileSync(join(root, path), "utf8");

type Retired = readonly [words: RegExp, instead: string];

/** Words that nobody should have to read anywhere, messages and comments included, and the ones to use. */
const retiredEverywhere: readonly Retired[] = [
  [/\bmend(s|ed|ing)?\b/i, "fix"],
  [/\brests? midway\b/i, "paused"],
  [/\bis at it\b/i, "is still running"],
  [/\blives? here\b/i, "still running on this host"],
  [/\b(unwell|got ill)\b/i, "unhealthy"],
  [/\bthe world is as recorded\b/i, "AWS matches the recorded state"],
  [/\bwholly\b/i, "completely"],
];

/** Words that are fine as identifiers and in comments, but not on a page. */
const retired: readonly Retired[] = [
  ...retiredEverywhere,
  [/\b(edge|edges)\b/i, "load balancer"],
  [/\b(engine|engines)\b/i, "Pulumi"],
  [/\bwithdr[ae]w(s|n|al|ing)?\b/i, "decommission"],
  [/\b(the world)\b/i, "AWS"],
];

function found(where: string, text: string, words: readonly Retired[] = retired): string[] {
  return words.flatMap(([words, instead]) => {
    const match = words.exec(text);
    return match ? [`${where}: \`${match[0]}\` should be \`${instead}\`: ${text.trim()}`] : [];
  });
}

/** What a person reads of a page: identifiers, paths and links are no words. */
function proseOf(markdown: string): string[] {
  return markdown
    .replace(/```.*?```/gs, "")
    .replace(/`[^`]*`/g, "x")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/\S*\/\S*/g, "x")
    .split("\n");
}

/** Texts of a source file that have more than one word: what it may tell a person. */
function sentencesOf(path: string): string[] {
  const file = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  const sentences: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && / \w/.test(node.text)) sentences.push(node.text.replace(/`[^`]*`/g, "x"));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return sentences;
}

/**
 * Descriptions of security groups that exist, and of their rules: AWS can't change a group's description, so
 * Pulumi would replace the group.
 */
const kept = [
  "edge: HTTP and HTTPS in, only its fleets out",
  "private edge: callers in, what they call out",
  "private edge to",
  "private edge",
  "only the edges in",
  "edge",
];

describe("words that nobody should have to read", () => {
  it("are in no page", () => {
    expect(pages.length).to.be.at.least(28);
    const problems = pages.flatMap((path) =>
      proseOf(textOf(path)).flatMap((line) => found(path, line)),
    );
    expect(problems).to.deep.equal([]);
  });

  it("are in no message of the program, nor words that only identifiers may have", () => {
    const sources = [
      "access",
      "automation",
      "components",
      "config",
      "privilege",
      "release",
    ].flatMap((folder) => filesIn(folder, ".ts"));
    expect(sources.length).to.be.at.least(200);
    const problems = sources.flatMap((path) =>
      sentencesOf(path)
        .map((sentence) => sentence.trim())
        .filter((sentence) => !(path.startsWith("components/") && kept.includes(sentence)))
        .flatMap((sentence) => found(path, sentence)),
    );
    expect(problems).to.deep.equal([]);
  });

  it("are not even in a comment, a test name or a workflow, if they are on the short list", () => {
    expect(sources.length).to.be.at.least(700);
    const problems = sources.flatMap((path) =>
      textOf(path)
        .split("\n")
        .flatMap((line, index) => found(`${path}:${index + 1}`, line, retiredEverywhere)),
    );
    expect(problems).to.deep.equal([]);
  });

  it("would be found in a comment", () => {
    expect(found("a.ts:1", "// Mended by an `up`.", retiredEverywhere)).to.deep.equal([
      "a.ts:1: `Mended` should be `fix`: // Mended by an `up`.",
    ]);
    expect(found("a.ts:2", "// The edge of the engine.", retiredEverywhere)).to.deep.equal([]);
  });

  it("would be found in prose, and not in identifiers", () => {
    expect(found("page", "The old edge forwards.")).to.deep.equal([
      "page: `edge` should be `load balancer`: The old edge forwards.",
    ]);
    expect(
      proseOf("The `edge` of [it](docs/edge.md)").flatMap((line) => found("", line)),
    ).to.deep.equal([]);
  });
});
