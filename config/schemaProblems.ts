import { z } from "zod";
import { nearest } from "./nearest";
import { whyUnsupported } from "./otherTools/unsupported";
import { list, type Problem } from "./problem";
import { existingVpc, settingsSchema } from "./schema";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Translates the schema's issues into the project's own words, each with its full key. */
export function schemaProblems(issues: readonly Issue[]): Problem[] {
  return precise(issues).flatMap((issue) => {
    const { path } = issue;
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey(path, key))
      : [{ key: keyOf(path), text: `${text(issue)}${foundIn(issue, path)}${keysOf(issue, path)}` }];
  });
}

/** With full paths, and of a union what is wrong with the option that was meant. */
export function precise(issues: readonly Issue[], root: Path = []): Issue[] {
  return issues.flatMap((issue) => {
    const path = [...root, ...issue.path];
    const brought = issue.code === "unrecognized_keys" ? ofBroughtNetwork(issue, path) : undefined;
    if (brought) return precise(brought, path);
    return issue.code === "invalid_union" && issue.errors.length > 0
      ? precise(likeliestOption(issue.errors), path)
      : [{ ...issue, path }];
  });
}

/** zod takes a network with keys of a brought one alone for a new one, if anything about it is wrong. */
function ofBroughtNetwork(issue: Issue & { code: "unrecognized_keys" }, path: Path) {
  const given = Object.keys(issue.input ?? {});
  const isBrought =
    keyOf(path) === "network" && given.length > 0 && given.every((key) => key in existingVpc.shape);
  return isBrought
    ? existingVpc.safeParse(issue.input, { reportInput: true }).error?.issues
    : undefined;
}

export function keyOf(path: Path): string {
  return path.map(String).join(".");
}

/** The keys of a map that was written in another form. */
function keysOf(issue: Issue, path: Path): string {
  const isMapWanted = issue.code === "invalid_type" && issue.expected === "object";
  const isOtherForm = isMapWanted && issue.input !== undefined && issue.input !== null;
  const keys = isOtherForm ? knownKeys(path) : [];
  return keys.length > 0 ? `; known keys: ${list(keys)}` : "";
}

/** Under these keys a mistyped value may be a secret. */
const unspoken = [
  ...["environment", "secrets", "repositorySecretArn", "command", "headers", "notify", "reports"],
  "logs",
];

/** What the settings have there; empty if that is said already, or must not be. */
function foundIn(issue: Issue, path: Path): string {
  const isMissing = issue.code === "invalid_type" && issue.input === undefined;
  // A name that people choose is in the key.
  const isName = issue.code === "custom" && issue.input === path.at(-1);
  const isSaid = !text(issue).startsWith("must ") || issue.code === "invalid_key" || isName;
  if (isMissing || isSaid || unspoken.some((key) => path.includes(key))) return "";
  // Of a discriminated union that is the whole map; the path ends with the discriminator.
  const { input } = issue;
  const at = issue.code === "invalid_union" && isMap(input) ? input[String(path.at(-1))] : input;
  return `, found ${said(at, issue.code)}`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function said(value: unknown, code: Issue["code"]): string {
  const isAmount = code === "too_small" || code === "too_big";
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return isAmount ? String(value.length) : "a list";
  if (typeof value === "object") return "a map";
  // JSON has no NaN and no infinity.
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return JSON.stringify(value);
  if (isAmount) return String(value.length);
  if (value === "") return "an empty text";
  return `${code === "invalid_type" ? "the text " : ""}\`${value}\``;
}

function text(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined && issue.message.endsWith("undefined")
        ? "is required"
        : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of ${list(issue.values.map(String), "or")}`;
    case "invalid_union":
      return `must be one of ${list(discriminants(issue), "or")}`;
    case "too_small":
      return `must ${bound(issue.origin, "at least", issue.minimum)}`;
    case "too_big":
      return `must ${bound(issue.origin, "at most", issue.maximum)}`;
    case "invalid_key":
      // zod's own message says nothing of what is wrong with the key.
      return issue.issues.map(text).join("; ");
    case "invalid_format":
    case "invalid_element":
    case "not_multiple_of":
    case "unrecognized_keys":
    case "custom":
      return issue.message;
  }
}

/** What the key may be that says which kind of map it is: zod adds it, but its types don't declare it. */
export function discriminants(issue: object): string[] {
  if (!("options" in issue) || !Array.isArray(issue.options)) return [];
  // An optional key lists undefined among its values, which is nothing to suggest.
  return issue.options.filter((value) => value !== undefined).map(String);
}

const kinds: Record<string, string> = {
  string: "text (in quotes, if it looks like a number)",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map of keys and values",
  record: "a map of keys and values",
  array: "a list",
};

/** Whether a problem's text is about the key itself, or the type of its value, and not about which values it takes. */
export function isOfKeyOrType(text: string): boolean {
  const isOf = (form: string) =>
    text === `must be ${form}` || text.startsWith(`must be ${form}, found `);
  return text.startsWith("is ") || Object.values(kinds).some(isOf);
}

function bound(origin: string, word: string, limit: number | bigint): string {
  const one = Number(limit) === 1;
  if (origin === "string") return `have ${word} ${limit} ${one ? "character" : "characters"}`;
  if (origin === "array") return `have ${word} ${limit} ${one ? "entry" : "entries"}`;
  return `be ${word} ${limit}`;
}

function unknownKey(path: Path, key: string): Problem {
  return { key: keyOf([...path, key]), text: whyUnknown(path, key) };
}

function whyUnknown(path: Path, key: string): string {
  const known = knownKeys(path);
  if (known.includes(key)) {
    const kind = kindWith(path, key);
    return kind
      ? `is only valid with ${kind}`
      : `is not valid together with the other keys of \`${keyOf(path)}\``;
  }
  const written = known.find((one) => one.toLowerCase() === key.toLowerCase());
  const why =
    written === undefined ? (whyUnsupported(path, key) ?? whoseKey(path, key)) : undefined;
  if (why !== undefined) return why;
  const meant = written ?? nearest(key, known);
  const hint = meant === undefined ? `known keys: ${list(known)}` : `did you mean \`${meant}\`?`;
  return `is not a known key; ${hint}`;
}

/** A setting of services that is written beside them, or one of the environment inside a service. */
function whoseKey(path: Path, key: string): string | undefined {
  const [top] = path;
  if (path.length === 0 && knownKeys(["services", "<name>"]).includes(key)) {
    return `is a setting of each service: \`services.<name>.${key}\``;
  }
  const isService = top === "services" && path.length === 2;
  return isService && knownKeys([]).includes(key)
    ? `is a setting of the environment: \`${key}\``
    : undefined;
}

/**
 * The union member that matches best: one of the right type, then the one that knows most of the given
 * keys.
 */
function likeliestOption(options: readonly Issue[][]): Issue[] {
  // A map is none of the words of an enumeration.
  const isOtherType = ({ code, input }: Issue) =>
    code === "invalid_type" || (code === "invalid_value" && isMap(input));
  const strangers = (issues: readonly Issue[]) =>
    issues.some((issue) => issue.path.length === 0 && isOtherType(issue))
      ? Infinity
      : issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : [])).length;
  return options.reduce((best, next) => (strangers(next) < strangers(best) ? next : best));
}

interface Shape {
  const?: string;
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | false;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

/** The keys that the schema knows at a path, whatever kind of map it is. */
export function knownKeys(path: Path): string[] {
  const keys = shapesAt(path).flatMap((shape) => Object.keys(shape.properties ?? {}));
  return [...new Set(keys)];
}

/** The member of a discriminated union that has this key, such as `` `kind` api ``. */
function kindWith(path: Path, key: string): string | undefined {
  const [shape] = shapesAt(path).filter(({ properties = {} }) => key in properties);
  const [name, value] =
    Object.entries(shape?.properties ?? {}).find((one) => one[1].const !== undefined) ?? [];
  return name && `\`${name}\` ${value!.const}`;
}

/** Made for the first problem only, and once however many there are. */
let whole: Shape | undefined;

function shapesAt(path: Path): Shape[] {
  let shapes = [(whole ??= z.toJSONSchema(settingsSchema, { io: "input" }) as Shape)];
  for (const step of path) {
    shapes = options(shapes).flatMap((shape) => inner(shape, step));
  }
  return options(shapes);
}

function options(shapes: Shape[]): Shape[] {
  return shapes.flatMap((shape) => [shape, ...(shape.anyOf ?? []), ...(shape.oneOf ?? [])]);
}

function inner(shape: Shape, step: PropertyKey): Shape[] {
  if (typeof step === "number") return shape.items ? [shape.items] : [];
  return [shape.properties?.[String(step)] ?? (shape.additionalProperties || {})];
}
