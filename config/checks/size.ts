import type { Problem } from "../problem";
import { boundsOf } from "../size";
import { type Draft, services } from "./draft";

export function sizeProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { size }]) => {
    const { min, max } = boundsOf(size);
    if (min <= max) return [];
    const key = `services.${name}.size`;
    const text = `must be at least \`min\`, found ${max} and ${min}`;
    return [{ key: `${key}.max`, text, reads: [`${key}.min`] }];
  });
}
