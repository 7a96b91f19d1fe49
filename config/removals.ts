import type { ReleaseState } from "../release/state";
import { type Problem, sentence } from "./problem";
import type { Settings } from "./schema";

/**
 * Services that still serve a protected environment but were removed from its settings. An `up` deletes
 * what was removed at once and gives clients no time to drain.
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
      "was removed from the settings but still serves production of a protected " +
      `environment. Add it back and run \`bluegreen service remove ${name} --stack <stack>\`, which ` +
      "drains its clients before anything is deleted",
  };
}
