import { readSettings } from "../../../config/settings";
import type { Taken } from "./taken";

type Values = Record<string, unknown>;

/** Leaves out, and lists, each value that the settings refuse: it is no reason to write none of the others. */
export function withoutRefused(taken: Taken, service: string, domain: string): Taken {
  let { value, left } = taken;
  for (;;) {
    const reading = readSettings({ domain, services: { [service]: value } });
    const problems = reading.ok ? [] : reading.problems;
    const rest = problems.map((problem) => without(value, service, problem));
    const found = rest.find((one) => one !== undefined);
    if (!found) return { value, left };
    ({ value } = found);
    left = [...left, ...found.left];
  }
}

/** Without the value that the problem names, or without what lacks it; undefined: that is the whole service. */
function without(value: Values, service: string, problem: string): Taken | undefined {
  const root = `services.${service}.`;
  const [, key = "", text = ""] = /^`([^`]*)` (.*)$/s.exec(problem) ?? [];
  if (!key.startsWith(root)) return undefined;
  const rest = structuredClone(value);
  const path = remove(rest, key.slice(root.length));
  if (path === undefined) return undefined;
  const inside = key.slice(root.length);
  const why = `\`${inside}\` ${text}`;
  return { value: rest, left: [inside === path ? why : `\`${path}\`: ${why}`] };
}

/** Returns the path of what it removed. A list goes as a whole: another command is not this one without a word. */
function remove(from: Values, path: string): string | undefined {
  // Names of variables may have dots.
  const steps = Object.keys(from).filter((key) => path === key || path.startsWith(`${key}.`));
  const step = steps.sort((one, other) => other.length - one.length)[0];
  if (step === undefined) return undefined;
  const inner = from[step];
  const isMap = typeof inner === "object" && inner !== null && !Array.isArray(inner);
  const below = isMap ? remove(inner as Values, path.slice(step.length + 1)) : undefined;
  if (below !== undefined) return `${step}.${below}`;
  Reflect.deleteProperty(from, step);
  return step;
}
