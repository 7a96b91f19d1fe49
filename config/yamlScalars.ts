import { isPair, isSeq, Scalar, type Node, parse, parseDocument, visit } from "yaml";
import { type Problem, sentence } from "./problem";

/**
 * Values of a settings file that YAML parsers read differently: this program reads YAML 1.2, Pulumi reads some
 * values as YAML 1.1 and writes them back like that. Written out or quoted, all agree.
 */
export function scalarProblems(text: string, project: string): string[] {
  const problems: Problem[] = [];
  visit(parseDocument(text, { uniqueKeys: false, prettyErrors: false }), {
    Scalar(key, node, path) {
      const { source } = node;
      const isPlain = node.type === Scalar.PLAIN && node.tag === undefined;
      // Quotes do not keep a value of these tags from being read as a number.
      const isNumber = /:(int|float)$/.test(node.tag ?? "");
      if (!(isPlain || isNumber) || source === undefined) return;
      const found = ambiguity(source, node.value);
      const at = keyOf([...path, node] as Node[], project);
      if (found === undefined || at === undefined) return;
      problems.push({ key: at, text: `is ${key === "key" ? "a key " : ""}${found}` });
    },
  });
  return problems.map(sentence);
}

/** Go's parser also takes capital letters, and underscores anywhere. */
const numberInGo = /^[-+]?(0(b[01]+|o[0-7]+|x[\da-f]+)|\d+(\.\d*)?(e[-+]?\d+)?)$/i;

/** How YAML parsers read a plain scalar, if they differ; `value` is what YAML 1.2 makes of it. */
export function ambiguity(source: string, value: unknown): string | undefined {
  if (!/^[-+.\d]/.test(source)) return undefined;
  const parsed = parse(source, { version: "1.1" }) as unknown;
  // A lone dot is no number to anybody else.
  const old = Number.isNaN(parsed) && !/nan/i.test(source) ? value : parsed;
  if (old instanceof Date) {
    return `written \`${source}\`, which Pulumi reads as a time and rewrites; put it in quotes`;
  }
  const isNumber = typeof value === "number" || typeof old === "number";
  if (isNumber && !Object.is(value, old)) {
    return (
      `written \`${source}\`, which is ${said(old)} in YAML 1.1 and ${said(value)} in YAML 1.2; ` +
      "write the number in decimal digits, or put it in quotes if it is text"
    );
  }
  if (!isNumber && numberInGo.test(source.replaceAll("_", ""))) {
    return `written \`${source}\`, which Pulumi reads as a number; write it in decimal digits, or put it in quotes if it is text`;
  }
  if (isNumber && /^[-+]?0\d/.test(source)) {
    return `written \`${source}\`, but numbers lose their leading zeros; put it in quotes if it is text, or leave the zeros out`;
  }
  if (/^[-+]?(\d+|0x[\da-f]+)$/i.test(source) && !Number.isSafeInteger(value)) {
    const digits = source.length > 40 ? `${source.slice(0, 40)}…` : source;
    return `written \`${digits}\`, which has more digits than a number can hold; put it in quotes`;
  }
  return undefined;
}

function said(value: unknown): string {
  return typeof value === "number" ? String(value) : "text";
}

/** Where the node is, without the project's namespace; undefined if it is outside `config`. */
function keyOf(path: readonly Node[], project: string): string | undefined {
  const keys = path.flatMap((one, index) => {
    const next = path[index + 1];
    if (isSeq(one) && next) return [String(one.items.indexOf(next))];
    return isPair(one) ? [textOf(one.key)] : [];
  });
  const [top, ...rest] = keys;
  if (top !== "config") return undefined;
  return rest.join(".").replace(new RegExp(`^${project}:`), "");
}

function textOf(key: unknown): string {
  return key instanceof Scalar ? (key.source ?? String(key.value)) : String(key);
}
