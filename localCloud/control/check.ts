import type { z } from "zod";
import type { Random } from "../random";
import type { ResourceType } from "./resourceType";
import type { Properties } from "./resource";

/** Placeholder in a preview for a value that only an `up` will know. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface CheckFailure {
  property: string;
  reason: string;
}

export interface Checked {
  /** With defaults and the generated name filled in. */
  inputs: Properties;
  failures: CheckFailure[];
}

/** Checks inputs as strictly as AWS would, and rejects, naming it, anything the cloud does not model. */
export function checkInputs(
  type: ResourceType,
  name: string,
  olds: Properties,
  news: Properties,
  random: Random,
): Checked {
  const failures: CheckFailure[] = [];
  const inputs: Properties = {};
  for (const property of Object.keys(news).filter((key) => !(key in type.properties))) {
    failures.push({ property, reason: notModelled(property, type.token) });
  }
  const named = withName(type, name, olds, news, random, failures);
  for (const [property, schema] of Object.entries(type.properties)) {
    if (containsUnknown(named[property])) {
      inputs[property] = named[property];
      continue;
    }
    const parsed = (schema as z.ZodType).safeParse(named[property]);
    if (parsed.success && parsed.data !== undefined) inputs[property] = parsed.data;
    if (parsed.error) failures.push(...toFailures(property, named[property], parsed.error, type));
  }
  const known = Object.entries(inputs).filter(([, value]) => !containsUnknown(value));
  const isUnknown = (property: string) => containsUnknown(inputs[property]);
  const problems = type.problems?.(Object.fromEntries(known), name, isUnknown) ?? [];
  return {
    inputs,
    failures: [...failures, ...problems.map((reason) => ({ property: "", reason }))],
  };
}

/** The name that the provider generates: the logical name and seven random digits. */
function withName(
  type: ResourceType,
  name: string,
  olds: Properties,
  news: Properties,
  random: Random,
  failures: CheckFailure[],
): Properties {
  if (!type.autoName || news[type.autoName.property] !== undefined) return news;
  const { property, maxLength } = type.autoName;
  const old = olds[property];
  if (typeof old === "string" && isAutoName(old, name)) return { ...news, [property]: old };
  const prefix = `${name}-`;
  if (prefix.length + 7 > maxLength) {
    const reason = `name "${prefix}" plus 7 random chars is longer than maximum length ${maxLength}`;
    failures.push({ property, reason });
  }
  // Truncated, so that the length is reported only once.
  return { ...news, [property]: `${prefix.slice(0, maxLength - 7)}${random.hex(7)}` };
}

/** Whether a physical name was generated from the logical one. */
export function isAutoName(physical: string, name: string): boolean {
  return physical.slice(0, -7) === `${name}-` && /^[0-9a-f]{7}$/.test(physical.slice(-7));
}

function toFailures(
  property: string,
  value: unknown,
  error: z.ZodError,
  type: ResourceType,
): CheckFailure[] {
  if (value === undefined) return [{ property, reason: `\`${property}\` is required` }];
  return error.issues.flatMap((issue) => {
    const path = [property, ...issue.path].join(".");
    if (issue.code !== "unrecognized_keys") return [{ property: path, reason: issue.message }];
    return issue.keys.map((key) => ({
      property: `${path}.${key}`,
      reason: notModelled(`${path}.${key}`, type.token),
    }));
  });
}

function notModelled(property: string, token: string): string {
  return `the local cloud does not model property \`${property}\` of ${token}`;
}

function containsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(containsUnknown);
}
