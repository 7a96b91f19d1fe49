import { isPair, isSeq, Scalar, type Node, parse, parseDocument, visit } from "yaml";
import { type Problem, sentence } from "./problem";

/**
 * Values of a settings file that not every reader of YAML takes for the same: this program reads YAML 1.2, Pulumi
 * takes some of 1.1, and rewrites the file with what it has read. Written out or quoted, all agree.
 */
export function scalarProblems(text: string, project: string): string[] {
  const problems: Problem[] = [];
  visit(parseDocument(text), {
    Scalar(key, node, path) {
      const { source } = node;
      if (node.type !== Scalar.PLAIN || node.tag !== undefined || source === undefined) return;
      const found = ambiguity(source, node.value);
      const at = keyOf([...path, node] as Node[], project);
      if (found === undefined || at === undefined) return;
      problems.push({ key: at, text: `is ${key === "key" ? "a key " : ""}${found}` });
    },
  });
  return problems.map(sentence);
}

/** What the readers take a plain scalar for, if it is not the same; `value` is that of YAML 1.2. */
export function ambiguity(source: string, value: unknown): string | undefined {
  if (!/^[-+.\d]/.test(source)) return undefined;
  const old = parse(source, { version: "1.1" }) as unknown;
  if (old instanceof Date) {
    return `written \`${source}\`, which Pulumi takes for a time and rewrites; put it in quotes`;
  }
  const isNumber = typeof value === "number" || typeof old === "number";
  if (isNumber && !Object.is(value, old)) {
    return (
      `written \`${source}\`, which is ${said(old)} in YAML 1.1 and ${said(value)} in YAML 1.2; ` +
      "write the number in decimal digits, or put it in quotes if it is text"
    );
  }
  // Go takes capital letters too.
  if (/^[-+]?0[BOX][\da-f_]+$/i.test(source) && !isNumber) {
    return `written \`${source}\`, which Pulumi takes for a number; write it in decimal digits, or put it in quotes if it is text`;
  }
  if (isNumber && /^[-+]?0\d/.test(source)) {
    return `written \`${source}\`, and a number keeps no zeros at its start; put it in quotes if it is text, or leave them out`;
  }
  if (/^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value)) {
    return `written \`${source}\`, which has more digits than a number keeps; put it in quotes`;
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
