import type { Registered } from "../components/engine";

export type Resource = Pick<Registered, "type" | "name" | "inputs">;

/** A rule that every resource of the program follows, whatever the settings. */
export interface Rule {
  /** As a sentence: `a task has no public address`. */
  name: string;
  /** The type it is about; undefined if it is about more than one. */
  type?: string;
  /** What is wrong with a resource; empty if nothing is. */
  problems: (resource: Resource) => string[];
  /** Resources that break it, each in another way. */
  broken: Resource[];
}

/** A rule about one type, such as `aws:ecs/service:Service`. */
export function about(
  type: string,
  rule: { name: string; problems: (inputs: Inputs) => string[]; broken: Inputs[] },
): Rule {
  return {
    name: rule.name,
    type,
    problems: (resource) => (resource.type === type ? rule.problems(resource.inputs) : []),
    broken: rule.broken.map((inputs) => ({ type, name: "broken", inputs })),
  };
}

export type Inputs = Record<string, unknown>;

export function problemIf(wrong: boolean, text: string): string[] {
  return wrong ? [text] : [];
}

/** `part(inputs, "metadataOptions", "httpTokens")`; undefined if it does not exist. Arrays by index. */
export function part(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
