import type { z } from "zod";
import { crossProblems } from "./checks/all";
import type { Draft } from "./checks/draft";
import { forbiddenKeys } from "./keys";
import { type Problem, type Reading, sentence } from "./problem";
import { parseValues, type RawConfig } from "./raw";
import { type Settings, settingsSchema } from "./schema";
import { discriminants, keyOf, knownKeys, precise, schemaProblems } from "./schemaProblems";

/**
 * The settings from stack config, or every problem found. The keys in `raw` have no namespace, and the
 * derived keys (config/raw.ts) are removed.
 */
export function readSettings(raw: RawConfig): Reading<Settings> {
  const values = parseValues(raw);
  const forbidden = forbiddenKeys(values);
  if (forbidden.length > 0) return { ok: false, problems: forbidden.map(sentence) };
  const result = settingsSchema.safeParse(values, { reportInput: true });
  const problems = result.success ? [] : schemaProblems(result.error.issues);
  const { draft, later, guessed } = result.success
    ? { draft: result.data, later: [], guessed: [] }
    : whatIsRight(values);
  problems.push(...later.filter((found) => !isWithout(found, problems)));
  problems.push(
    ...(draft ? crossProblems(draft) : [])
      .filter(({ key }) => !guessed.some((path) => within(key, path)))
      .filter((found) => !isMoot(found, problems)),
  );
  if (!result.success || problems.length > 0) {
    return { ok: false, problems: problems.map(sentence) };
  }
  return { ok: true, value: result.data };
}

/** A problem based on a value that is itself invalid says nothing new. */
function isMoot({ key, reads = [] }: Problem, known: readonly Problem[]): boolean {
  return known.some(
    (problem) =>
      within(key, problem.key) ||
      reads.some((path) => within(path, problem.key) || within(problem.key, path)),
  );
}

/** Of a map or list whose rule is broken only because a part of it is invalid. */
function isWithout({ key }: Problem, known: readonly Problem[]): boolean {
  return known.some((problem) => within(key, problem.key) || within(problem.key, key));
}

function within(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

const draftSchema = settingsSchema.partial({ domain: true, services: true });

interface Rest {
  draft?: Draft;
  /** What is wrong with it: the schema checks the rules of a map only once each of its values is right. */
  later: Problem[];
  /** Keys of maps of an unknown kind: what holds for the kind that was guessed may not hold for the one that was meant. */
  guessed: string[];
}

/** More than there are levels in any settings: each round removes what the one before has left invalid. */
const mostRounds = 12;

/**
 * The config without its invalid parts, so that the rest can be checked in the same run. A map of an unknown kind is
 * taken for one of the first kind.
 */
function whatIsRight(values: RawConfig): Rest {
  const rest = structuredClone(values);
  const later: Problem[] = [];
  const guessed: string[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const result = draftSchema.safeParse(rest, { reportInput: true });
    if (result.success) return { draft: result.data, later, guessed };
    const issues = precise(result.error.issues);
    // Any other follows from what has been removed.
    if (round > 0) {
      later.push(...schemaProblems(issues.flatMap((issue) => whatIsNew(issue, guessed))));
    }
    for (const issue of issues) {
      const [kind] = issue.code === "invalid_union" ? discriminants(issue) : [];
      if (kind !== undefined && replace(rest, issue.path, kind)) {
        guessed.push(keyOf(issue.path.slice(0, -1)));
        continue;
      }
      const keys = issue.code === "unrecognized_keys" ? issue.keys : [undefined];
      for (const key of keys) remove(rest, key === undefined ? issue.path : [...issue.path, key]);
    }
  }
  return { later, guessed };
}

/** Of an issue, what does not just follow from what was removed, or from the kind that was guessed. */
function whatIsNew(issue: z.core.$ZodIssue, guessed: readonly string[]): z.core.$ZodIssue[] {
  if (issue.code === "custom") return [issue];
  const key = keyOf(issue.path);
  if (!guessed.some((path) => within(key, path))) return [];
  if (issue.code !== "unrecognized_keys") return issue.input === undefined ? [] : [issue];
  const known = knownKeys(issue.path);
  const keys = issue.keys.filter((one) => !known.includes(one));
  return keys.length > 0 ? [{ ...issue, keys }] : [];
}

/** Removes a value, or the closest map or list around it that is there. */
function remove(from: RawConfig, path: readonly PropertyKey[]): void {
  for (let length = path.length; length > 0; length--) {
    const around = valueAt(from, path.slice(0, length - 1));
    const key = path[length - 1]!;
    if (!isObject(around) || !Object.hasOwn(around, key)) continue;
    Reflect.deleteProperty(around, key);
    return;
  }
}

/** Whether there was a map to put it into, and it is another value there. */
function replace(from: RawConfig, path: readonly PropertyKey[], value: string): boolean {
  const around = valueAt(from, path.slice(0, -1));
  const key = path.at(-1)!;
  if (!isObject(around) || around[key] === value) return false;
  around[key] = value;
  return true;
}

function valueAt(from: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (isObject(value) ? value[key] : undefined), from);
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}
