/**
 * The safety rules of the deployer, each of which can be broken on purpose to show that the checkers
 * catch it. A real deploy always runs with `allRules`.
 */
export const ruleNames = ["drain", "verifyPropagation", "gate", "refresh"] as const;
export type RuleName = (typeof ruleNames)[number];
export type Rules = Readonly<Record<RuleName, boolean>>;

export const allRules: Rules = { drain: true, verifyPropagation: true, gate: true, refresh: true };

export function rulesWithout(broken: readonly RuleName[]): Rules {
  return { ...allRules, ...Object.fromEntries(broken.map((name) => [name, false])) };
}
