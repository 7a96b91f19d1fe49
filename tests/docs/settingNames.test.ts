import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { settingsSchema } from "../../config/schema";

const root = join(__dirname, "../..");
const sources = ["automation", "components", "config", "release"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path)),
);

const keys = Object.keys(settingsSchema.shape).join("|");
const fixed = new RegExp(`\\bbluegreen:(${keys}|\\$\\{)`);

/** Texts of a source file that give a setting the namespace of this project alone. */
function fixedIn(text: string): string[] {
  if (!fixed.test(text)) return [];
  const file = ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
    if (isText && fixed.test(node.getText(file))) found.push(node.getText(file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe("a setting that a message names", () => {
  it("has no namespace, which is the name of the project and may be anything", () => {
    const found = sources.flatMap((path) =>
      fixedIn(readFileSync(join(root, path), "utf8")).map((text) => `${path}: ${text}`),
    );
    // Marks a comment on a pull request, and is no setting.
    expect(found).to.deep.equal([
      "automation/plan/comment.ts: `<!-- bluegreen:${kind} ${stack} -->`",
    ]);
  });

  it("is found with a namespace in each kind of text", () => {
    expect(fixedIn('f("set `bluegreen:network`"); // bluegreen:quotas')).to.have.length(1);
    expect(fixedIn("f(`set bluegreen:quotas.${name}`, 'bluegreen:domain')")).to.have.length(2);
    expect(fixedIn("f(`correct bluegreen:${key}`, 'bluegreen:index:Edge')")).to.have.length(1);
  });
});
