import { type Document, isMap, isNode, isScalar, parseDocument, visit } from "yaml";
import { counted } from "../../config/plural";
import { refused } from "./errors";

/** Far above what people write. */
const deepest = 100;
const mostEntries = 10_000;

/** Consecutive list and key markers, each of which opens another level. */
const stairs = /(?:(?<![^\s,])[-?:!&][^\s,]*[ \t]+){100}/;

/** Characters that are neither text nor the line's own indent: a token each, and often an error each. */
const marks = /[^\p{L}\p{N}\s._/]/gu;
const mostMarks = 50_000;

/**
 * A YAML file as plain values. Errors give the position and never quote the content, since they
 * are printed where everybody can read them.
 */
export function parseYaml(text: string, file: string): unknown {
  const reason = tooMuch(text);
  if (reason !== undefined) throw unreadable(file, reason);
  const document = documentOf(text);
  if (document === tooDeep) throw unreadable(file, nested);
  const problem = syntaxProblem(document, text) ?? contentProblem(document);
  if (problem !== undefined) throw unreadable(file, problem);
  const value = valueOf(document);
  if (value === tooManyAliases) throw unreadable(file, "uses too many aliases to be read");
  if (isDeeperThan(value, deepest)) throw unreadable(file, nested);
  return value;
}

const tooDeep = Symbol("a text that no stack is deep enough for");

function documentOf(text: string): Document | typeof tooDeep {
  const { stackTraceLimit } = Error;
  // The parser makes an error for each wrong character, and stacks take most of the time.
  Error.stackTraceLimit = 0;
  try {
    // The parser's own check for duplicate keys takes minutes for a few thousand keys, and so does quoting the
    // text next to each of thousands of errors.
    return parseDocument(text, { logLevel: "error", uniqueKeys: false, prettyErrors: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tooDeep;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
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

function syntaxProblem({ errors }: Document, text: string): string | undefined {
  const [error] = errors;
  if (error === undefined) return undefined;
  const before = text.slice(0, Math.max(0, error.pos[0])).split("\n");
  const where = `at line ${before.length}, column ${before.at(-1)!.length + 1}`;
  return `is not valid YAML ${where}: ${error.code.toLowerCase().replace(/_/g, " ")}`;
}

/** The types of JSON; others, such as `!!binary` and `!!set`, are read differently by each parser. */
const plainTag = /^tag:yaml\.org,2002:(str|int|float|bool|null|seq|map)$/;

/** What each parser reads in its own way, and keys that this one would turn into text. */
function contentProblem(document: Document): string | undefined {
  if (document.directives?.yaml.explicit) return "has a `%YAML` directive, which is not supported";
  let problem: string | undefined;
  visit(document, (_, node) => {
    problem = nodeProblem(node);
    return problem === undefined ? undefined : visit.BREAK;
  });
  return problem;
}

function nodeProblem(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.tag !== undefined && !plainTag.test(node.tag)) return "has a tag that is not supported";
  if (!isMap(node)) return undefined;
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : key));
  if (keys.some((key) => typeof key !== "string")) return "has a key that is not text";
  return new Set(keys).size < keys.length ? "has a key twice in one map" : undefined;
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
  if (stairs.test(text)) return nested;
  const found = text.match(marks)?.length ?? 0;
  return found > mostMarks ? "has more than 50,000 special characters" : undefined;
}

function unreadable(file: string, what: string) {
  return refused(`${file} ${what}; nothing was changed`, "fix the file and run the command again");
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
