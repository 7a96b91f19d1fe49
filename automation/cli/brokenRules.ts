import type { Surroundings } from "../world/connected";
import { refused } from "../world/errors";
import { allRules, type RuleName, ruleNames, type TellingRule, tellingRules } from "../world/rules";

/** `BLUEGREEN_BREAK` disables safety rules to show that a rehearsal notices; never against AWS. */
export function brokenRules(
  env: NodeJS.ProcessEnv,
  { rehearsed }: Surroundings,
): (RuleName | TellingRule)[] {
  const broken = env["BLUEGREEN_BREAK"];
  if (!broken) return [];
  if (!rehearsed) {
    throw refused("BLUEGREEN_BREAK is set, but this is not a rehearsal", "unset BLUEGREEN_BREAK");
  }
  const known: readonly string[] = [...ruleNames, ...tellingRules];
  const names = broken.split(",");
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw refused(
      `BLUEGREEN_BREAK has unknown rules: ${unknown.join(", ")}`,
      `use one or more of: ${known.join(", ")}`,
    );
  }
  return names as (RuleName | TellingRule)[];
}

export const isRule = (name: RuleName | TellingRule): name is RuleName => name in allRules;
