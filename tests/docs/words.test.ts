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

const textOf = (path: string) => readFileSync(join(root, path), "utf8");

/** Words that people should not have to read, and the ones to use. */
const retired: readonly [words: RegExp, instead: string][] = [
  [/\b(mend|mends|mended|mending)\b/i, "fix"],
  [/\b(edge|edges)\b/i, "load balancer"],
  [/\b(engine|engines)\b/i, "Pulumi"],
  [/\brests? midway\b/i, "paused"],
  [/\bis at it\b/i, "is still running"],
  [/\b(lives|live) here\b/i, "still running on this host"],
  [/\b(unwell|got ill)\b/i, "unhealthy"],
  [/\b(wholly)\b/i, "completely"],
  [/\bwithdr[ae]w(s|n|al|ing)?\b/i, "decommission"],
  [/\b(the world)\b/i, "AWS"],
];

function found(where: string, text: string): string[] {
  return retired.flatMap(([words, instead]) => {
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

  it("are in no message", () => {
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

  it("would be found in prose, and not in identifiers", () => {
    expect(found("page", "The old edge forwards.")).to.deep.equal([
      "page: `edge` should be `load balancer`: The old edge forwards.",
    ]);
    expect(
      proseOf("The `edge` of [it](docs/edge.md)").flatMap((line) => found("", line)),
    ).to.deep.equal([]);
  });
});
