import { longestSilenceMinutes } from "../../../statistics/canary/judge";
import type { Minute } from "../../../statistics/canary/minute";

/** Minutes in a row without a request that the candidate is known to have had. */
export interface Silence {
  minutes: number;
  /** Requests of production meanwhile. */
  production: number;
  /** Requests that the candidate should have had of them. */
  expected: number;
}

export const noSilence: Silence = { minutes: 0, production: 0, expected: 0 };

/** With fewer, chance alone may have given the candidate none of them. */
const manyExpected = 10;

export function silenceAfter(
  before: Silence,
  { old, candidate }: Pick<Minute, "old" | "candidate">,
  percent: number,
): Silence {
  if (candidate.requests) return noSilence;
  const production = old.requests ?? 0;
  return {
    minutes: before.minutes + 1,
    production: before.production + production,
    expected: before.expected + (percent < 100 ? (production * percent) / (100 - percent) : 0),
  };
}

/** Why the candidate can't be judged any more; null while it can. */
export function tooSilent({ minutes, production, expected }: Silence): string | null {
  if (minutes < longestSilenceMinutes) return null;
  if (production === 0) return `no metrics of either version for ${minutes} minutes`;
  if (expected < manyExpected) return null;
  return (
    `no metrics of the candidate for ${minutes} minutes, in which it should have had about ` +
    `${Math.round(expected)} requests`
  );
}
