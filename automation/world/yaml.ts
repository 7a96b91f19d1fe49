import { type Document, isScalar, parseDocument, visit } from "yaml";
import { counted } from "../../config/plural";
import { refused } from "./errors";

/** Far above what people write. */
const deepest = 100;
const mostEntries = 10_000;

/** Consecutive list and key markers, each of which opens another level. */
const stairs = /(?:[-?:!&][^\s,]*[ \t]+){100}/;

/**
 * A YAML file as plain values. Errors give the position and never quote the content, since they
 * are printed where everybody can read them.
 */
export function parseYaml(text: string, file: string): unknown {
  const reason = tooMuch(text);
  if (reason !== undefined) throw unreadable(file, reason);
  const document = documentOf(text);
  if (document === tooDeep) throw unreadable(file, nested);
  const problem = problemOf(document);
  if (problem !== undefined) throw unreadable(file, problem);
  const value = valueOf(document);
  if (value === tooManyAliases) throw unreadable(file, "uses too many aliases to be read");
  if (isDeeperThan(value, deepest)) throw unreadable(file, nested);
  return value;
}

const tooDeep = Symbol("a text that no stack is deep enough for");

function documentOf(text: string): Document | typeof tooDeep {
  try {
    // The parser's own check for duplicate keys takes minutes for a few thousand keys.
    return parseDocument(text, { logLevel: "error", uniqueKeys: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tooDeep;
  }
}

const tooManyAliases = Symbol("an alias bomb");

function valueOf(document: Document): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    return tooManyAliases;
  }
}

function problemOf(document: Document): string | undefined {
  const [error] = document.errors;
  if (error) {
    const [from] = error.linePos ?? [];
    const where = from ? ` at line ${from.line}, column ${from.col}` : "";
    return `is not valid YAML${where}: ${error.code.toLowerCase().replace(/_/g, " ")}`;
  }
  let twice = false;
  visit(document, {
    Map(_, { items }) {
      const keys = items.map(({ key }) => (isScalar(key) ? String(key.value) : key));
      twice = new Set(keys).size < keys.length;
      return twice ? visit.BREAK : undefined;
    },
  });
  return twice ? "has a key twice in one map" : undefined;
}

const nested = `is nested deeper than ${counted(deepest, "level")}, or contains itself`;

const chained = `has a line with more than ${counted(deepest, "colon")}`;

/**
 * Why the parser would need minutes or gigabytes for a text, as it does for deep nesting and for
 * many keys; undefined if it would not. Counts without parsing, so quoted text counts too.
 */
function tooMuch(text: string): string | undefined {
  let [entries, depth, colons] = [0, 0, 0];
  for (const sign of text.replaceAll("\r\n", "\n")) {
    if (sign === "\n" || sign === "\r" || sign === ",") {
      entries++;
      colons = 0;
    } else if (sign === ":") colons++;
    else if (sign === "[" || sign === "{") depth++;
    else if ((sign === "]" || sign === "}") && depth > 0) depth--;
    // Each colon may open a level too, as in `{"":"":"":`.
    if (colons > deepest) return chained;
    if (depth > deepest) return nested;
  }
  if (entries > mostEntries) return "has more than 10,000 lines and entries";
  return stairs.test(text) ? nested : undefined;
}

function unreadable(file: string, what: string) {
  return refused(`${file} ${what}; nothing was changed`, "fix the file and run the command again");
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
