import { type Document, isMap, isNode, isScalar, type Node, parseDocument, visit } from "yaml";
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
  const problem = syntaxProblem(document, text) ?? contentProblem(document, text);
  if (problem !== undefined) throw unreadable(file, problem);
  const value = valueOf(document);
  if (value === tooManyAliases) throw unreadable(file, "uses too many aliases to be read");
  if (value === noAnchor) throw unreadable(file, "uses an alias that no anchor before it defines");
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
const noAnchor = Symbol("an alias of nothing");

function valueOf(document: Document): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    return /^Unresolved alias/.test((error as Error).message) ? noAnchor : tooManyAliases;
  }
}

/** The parser's codes that say too little by themselves. */
const said: Partial<Record<string, string>> = {
  MISSING_CHAR: "a quote, a bracket, a comma or a colon is missing",
  TAB_AS_INDENT: "a tab indents the line, and YAML takes only spaces",
  MULTIPLE_DOCS: "a second document begins",
  BAD_DQ_ESCAPE: "there is an unknown escape in double quotes",
  BLOCK_AS_IMPLICIT_KEY: "there is a second colon; put the text in quotes",
};

function syntaxProblem({ errors }: Document, text: string): string | undefined {
  const [error] = errors;
  if (error === undefined) return undefined;
  const what = said[error.code] ?? error.code.toLowerCase().replace(/_/g, " ");
  return `is not valid YAML ${placeOf(text, error.pos[0])}: ${what}`;
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, Math.max(0, offset)).split("\n");
  return `at line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/** The types of JSON; others, such as `!!binary` and `!!set`, are read differently by each parser. */
const plainTag = /^tag:yaml\.org,2002:(str|int|float|bool|null|seq|map)$/;

/** What each parser reads in its own way, and keys that this one would turn into text. */
function contentProblem(document: Document, text: string): string | undefined {
  if (document.directives?.yaml.explicit) return "has a `%YAML` directive, which is not supported";
  let problem: string | undefined;
  visit(document, (_, node) => {
    problem = nodeProblem(node, text);
    return problem === undefined ? undefined : visit.BREAK;
  });
  return problem;
}

function nodeProblem(node: unknown, text: string): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.tag !== undefined && !plainTag.test(node.tag)) return "has a tag that is not supported";
  if (!isMap(node)) return undefined;
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : key));
  if (keys.some((key) => typeof key !== "string")) return "has a key that is not text";
  if (new Set(keys).size === keys.length) return undefined;
  const known = new Set<unknown>();
  const again = keys.findIndex((key) => known.size === known.add(key).size);
  const { range } = node.items[again]!.key as Node;
  return `has a key twice in one map, the second time ${placeOf(text, range?.[0] ?? 0)}`;
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
