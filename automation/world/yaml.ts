import { parse, YAMLError } from "yaml";
import { counted } from "../../config/plural";
import { refused } from "./errors";

/** Far above what people write. The parser is recursive, and ends with an error of its own above some thousands. */
const deepest = 100;

/**
 * A YAML file as plain values. What is refused names the place and never repeats the content, since messages are
 * printed where everybody reads them.
 */
export function parseYaml(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = parse(text, { logLevel: "error" });
  } catch (error) {
    throw unreadable(file, reasonOf(error));
  }
  if (isDeeperThan(value, deepest)) {
    throw unreadable(
      file,
      `is nested deeper than ${counted(deepest, "level")}, or contains itself`,
    );
  }
  return value;
}

function unreadable(file: string, what: string) {
  return refused(`${file} ${what}; nothing was changed`, "fix the file and run the command again");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof YAMLError)) return "is too deep, or uses too many aliases, to be read";
  const [from] = error.linePos ?? [];
  const where = from ? ` at line ${from.line}, column ${from.col}` : "";
  return `is not valid YAML${where}: ${error.code.toLowerCase().replace(/_/g, " ")}`;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
