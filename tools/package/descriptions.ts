import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

/** An object literal of the schema: its keys, with the comments of those that have one. */
interface Literal {
  keys: string[];
  comments: ReadonlyMap<string, string>;
  /** How the schema of each key is written. */
  texts: ReadonlyMap<string, string>;
}

const folder = join(__dirname, "..", "..", "config");

/**
 * What the comments in `config/` say of settings, found by the keys beside them and, of a key that has one value, by that.
 */
export function readDescriptions(): (
  key: string,
  keys: readonly string[],
  value?: unknown,
) => string | undefined {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true);
    });
  const constants = new Map(
    files.map((file) => [basename(file.fileName, ".ts"), constantsOf(file)]),
  );
  const literals = files
    .filter((file) => file.text.includes('from "zod"'))
    .flatMap((file) => literalsOf(file, visibleIn(file, constants)));
  return (key, keys, value) => {
    const fitting = literals
      .filter((one) => one.comments.has(key) && one.keys.every((each) => keys.includes(each)))
      .filter(({ texts }) => value === undefined || texts.get(key)!.includes(JSON.stringify(value)))
      .sort((one, other) => other.keys.length - one.keys.length);
    return fitting[0]?.comments.get(key);
  };
}

type Comments = ReadonlyMap<string, string>;

/** Comments of the constants that are maps of settings, by name; others say what a kind of value is. */
function constantsOf(file: ts.SourceFile): Comments {
  const found = new Map<string, string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const comment = commentOf(statement);
    const [declared] = statement.declarationList.declarations;
    if (comment === undefined || !declared?.initializer?.getText().includes("strictObject"))
      continue;
    found.set(declared.name.getText(), comment);
  }
  return found;
}

/** Those of the file itself, and those that it imports. */
function visibleIn(file: ts.SourceFile, all: ReadonlyMap<string, Comments>): Comments {
  const imported = file.statements.filter(ts.isImportDeclaration).flatMap((one) => {
    const from = all.get((one.moduleSpecifier as ts.StringLiteral).text.replace("./", ""));
    const named = one.importClause?.namedBindings;
    if (!from || !named || !ts.isNamedImports(named)) return [];
    return named.elements.flatMap(({ name: { text } }) =>
      from.has(text) ? [[text, from.get(text)!] as const] : [],
    );
  });
  return new Map([...imported, ...all.get(basename(file.fileName, ".ts"))!]);
}

function literalsOf(file: ts.SourceFile, constants: Comments): Literal[] {
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) found.push(literalOf(node, constants));
    node.forEachChild(visit);
  };
  visit(file);
  return found.filter(({ comments }) => comments.size > 0);
}

function literalOf(
  node: ts.ObjectLiteralExpression,
  constants: ReadonlyMap<string, string>,
): Literal {
  const keys: string[] = [];
  const comments = new Map<string, string>();
  const texts = new Map<string, string>();
  for (const property of node.properties) {
    if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) continue;
    const key = property.name.getText();
    keys.push(key);
    const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
    texts.set(key, value.getText());
    const comment = commentOf(property) ?? constants.get(leftmost(value));
    if (comment !== undefined) comments.set(key, comment);
  }
  return { keys, comments, texts };
}

/** `size` of `size.default(2)`. */
function leftmost(node: ts.Node): string {
  if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) {
    return leftmost(node.expression);
  }
  return node.getText();
}

/** As one line, without sources and names of files, which a reader of settings does not have. */
function commentOf(node: ts.Node): string | undefined {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = comment && ts.getTextOfJSDocComment(comment.comment);
  const line = text
    ?.replaceAll(/\s+/g, " ")
    .replaceAll(/ ?Sources?: [^.]*\./g, "")
    .replaceAll(/ \((config|access|docs)\/[\w./-]+(, with sources)?\)/g, "")
    .trim();
  return line === "" ? undefined : line;
}
