import type { z } from "zod";
import { crossProblems } from "./checks/all";
import type { Draft } from "./checks/draft";
import { forbiddenKeys } from "./keys";
import { type Problem, type Reading, sentence } from "./problem";
import { parseValues, type RawConfig } from "./raw";
import { type Settings, settingsSchema } from "./schema";
import { schemaProblems } from "./schemaProblems";

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
  const { draft, issues } = result.success
    ? { draft: result.data, issues: [] }
    : whatIsRight(values);
  problems.push(...schemaProblems(issues).filter((found) => !isWithout(found, problems)));
  problems.push(...(draft ? crossProblems(draft) : []).filter((found) => !isMoot(found, problems)));
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
  issues: z.core.$ZodIssue[];
}

/** The config without its invalid parts, so that the rest can be checked in the same run. */
function whatIsRight(values: RawConfig): Rest {
  const rest = structuredClone(values);
  const later: z.core.$ZodIssue[] = [];
  for (let levelsUp = 0; levelsUp < 5; levelsUp++) {
    const result = draftSchema.safeParse(rest, { reportInput: true });
    if (result.success) return { draft: result.data, issues: later };
    const { issues } = result.error;
    // Any other follows from what has been removed.
    if (levelsUp > 0) later.push(...issues.filter(({ code }) => code === "custom"));
    for (const issue of issues) {
      const keys = issue.code === "unrecognized_keys" ? issue.keys : [undefined];
      for (const key of keys) {
        const path = key === undefined ? issue.path : [...issue.path, key];
        remove(rest, path.slice(0, Math.max(1, path.length - levelsUp)));
      }
    }
  }
  return { issues: later };
}

function remove(from: unknown, path: readonly PropertyKey[]): void {
  const [key, ...rest] = path;
  if (typeof from !== "object" || from === null || key === undefined) return;
  if (rest.length === 0) Reflect.deleteProperty(from, key);
  else remove((from as Record<PropertyKey, unknown>)[key], rest);
}
