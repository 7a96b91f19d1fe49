/**
 * The deployer's safety rules. Each can be disabled on purpose to show that the checkers catch it. A real
 * deploy always runs with `allRules`.
 */
export const ruleNames = [
  "drain",
  "drainOnReturn",
  "verifyPropagation",
  "gate",
  "refresh",
  "place",
  "waitOnUnknown",
  "oldFleetStands",
  "hookOnce",
  "handover",
  "settled",
  "restoreShares",
  "approval",
  "freeze",
  "windows",
  "blockers",
] as const;
/**
 * Rules of what is announced: only after it was recorded, and again where a deployer was killed. No release depends on
 * them; `npm run rehearse -- --fault outcome-unsent --break <rule>`, which has a receiver, notices each.
 */
export const tellingRules = ["recordedFirst", "sentAgain"] as const;
export type TellingRule = (typeof tellingRules)[number];

export type RuleName = (typeof ruleNames)[number];
export type Rules = Readonly<Record<RuleName, boolean>>;

export const allRules = Object.fromEntries(ruleNames.map((name) => [name, true])) as Rules;

export function rulesWithout(broken: readonly RuleName[]): Rules {
  return { ...allRules, ...Object.fromEntries(broken.map((name) => [name, false])) };
}
