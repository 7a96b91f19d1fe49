import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { counted } from "../../config/plural";

const root = join(__dirname, "../..");
const folders = ["access", "automation", "components", "config", "privilege", "rehearsal"];
const sources = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path)),
);

/** What messages count, and what may be 1. After `of`, a plural is right whatever the number. */
const nouns = /^ (tasks|instances|changes|problems|roles|rules|servers|rows|services|hooks)\b/;

/** Counts in templates with a plural after them, such as 1 tasks. */
function pluralsIn(where: string, text: string): string[] {
  const file = ts.createSourceFile(where, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) {
      node.templateSpans.forEach(({ expression, literal }, index) => {
        const before = index === 0 ? node.head : node.templateSpans[index - 1]!.literal;
        if (nouns.test(literal.text) && !/\bof (its )?$/.test(before.text)) {
          found.push(`${where}: \${${expression.getText()}}${literal.text}`);
        }
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe("a count in a message", () => {
  it("is followed by the noun that fits it", () => {
    expect([1, 0, 2].map((count) => counted(count, "task"))).to.deep.equal([
      "1 task",
      "0 tasks",
      "2 tasks",
    ]);
  });

  it("never has a plural in its text, which would make it 1 tasks", () => {
    const texts = sources.map((path) => [path, readFileSync(join(root, path), "utf8")] as const);
    expect(texts.flatMap(([path, text]) => pluralsIn(path, text))).to.deep.equal([]);
    expect(texts.filter(([, text]) => / \w+\((s|es)\)[ ,;`"]/.test(text))).to.deep.equal([]);
  });

  it("would be found, except where it is a part of something", () => {
    expect(pluralsIn("a.ts", "`is running ${left} tasks, ${up} of ${size} tasks`")).to.deep.equal([
      "a.ts: ${left} tasks, ",
    ]);
  });
});
