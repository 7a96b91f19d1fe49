import type { ReleaseState } from "../release/state";
import { type Problem, sentence } from "./problem";
import type { Settings } from "./schema";

/**
 * Services that the settings no longer have although they serve a protected environment. What an `up`
 * takes away, it takes at once: nobody is given the time to leave.
 */
export function removals(
  { protect, services }: Settings,
  deployed: ReleaseState | undefined,
): string[] {
  if (!protect) return [];
  return Object.entries(deployed?.services ?? {})
    .filter(([name, { activeColor }]) => activeColor !== null && !(name in services))
    .map(([name]) => sentence(problem(name)));
}

function problem(name: string): Problem {
  return {
    key: `services.${name}`,
    text:
      "was removed, but it serves production of a protected environment. Put it back, and take it " +
      `away with \`bluegreen service remove ${name}\`, which lets its clients leave first`,
  };
}
