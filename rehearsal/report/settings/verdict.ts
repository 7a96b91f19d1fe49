import { isDeepStrictEqual } from "node:util";
import { describeFailures } from "../failures";
import type { Serving, SettingsAct, SettingsFacts } from "./facts";

/** What went wrong in the rehearsal of settings; empty if nothing did. */
export function settingsProblems({ edited, acts, traffic }: SettingsFacts): string[] {
  return [
    ...acts.flatMap((act) => actProblems(act, edited)),
    ...describeFailures(traffic),
    ...Object.entries(traffic.services)
      .filter(([, { requests }]) => requests === 0)
      .map(([service]) => `no requests for ${service} were sent`),
  ];
}

function actProblems(act: SettingsAct, edited: string): string[] {
  const { name, exitCode, expected, result, waiting, before, after } = act;
  const problems: string[] = [];
  if (exitCode !== expected.exitCode) {
    const why = result.reasons.length > 0 ? `: ${result.reasons.join("; ")}` : "";
    problems.push(`exited with ${exitCode}, expected ${expected.exitCode}${why}`);
  }
  for (const [service, serving] of Object.entries(after)) {
    const kept = service !== edited || expected.serves === "the same";
    const wanted = kept ? before[service] : { ...serving, ...expected.serves };
    problems.push(...servingProblems(service, serving, wanted as Serving));
  }
  if (waiting && !isDeepStrictEqual(waiting.found, waiting.expected)) {
    const { found, expected: keys } = waiting;
    problems.push(`listed as waiting ${JSON.stringify(found)}, expected ${JSON.stringify(keys)}`);
  }
  return problems.map((problem) => `${name}: ${problem}`);
}

function servingProblems(service: string, found: Serving, wanted: Serving): string[] {
  const keys = Object.keys(wanted) as (keyof Serving)[];
  const differs = keys.filter((key) => !isDeepStrictEqual(found[key], wanted[key]));
  const problems = differs.map((key) => {
    const [is, should] = [found[key], wanted[key]].map((value) => JSON.stringify(value));
    return `${service} is serving with ${key} ${is}, expected ${should}`;
  });
  if (found.rollout !== "COMPLETED")
    problems.push(`the roll-out of ${service} is ${found.rollout}`);
  return problems;
}
