import type { Step } from "../../statistics/canary/judge";
import { outcomeOf, plainTestReturns, type Trial } from "./trial";
import type { World } from "./world";

/** Of releases of equal versions, how many percent are rolled back. */
export interface FalseAlarms {
  world: string;
  requestsPerMinute: number;
  /** After 20 minutes at equal shares, and after 60. */
  after20Percent: number;
  after60Percent: number;
  /** Of those after 60 minutes. */
  byErrorsPercent: number;
  byLatencyPercent: number;
}

const unequal = 10;
const steps: readonly Step[] = [
  { percent: 5, minutes: unequal },
  { percent: 50, minutes: 60 },
];

export function falseAlarms(
  world: World,
  requestsPerMinute: number,
  releases: number,
): FalseAlarms {
  const trial = equalVersions(world, requestsPerMinute);
  const count = { after20: 0, after60: 0, byLatency: 0 };
  for (let seed = 1; seed <= releases; seed++) {
    const returned = outcomeOf(trial, seed);
    if (!returned) continue;
    count.after60++;
    if (returned.minutes <= unequal + 20) count.after20++;
    if (returned.kind === "slower") count.byLatency++;
  }
  const percent = (part: number) => (100 * part) / releases;
  return {
    world: world.name,
    requestsPerMinute,
    after20Percent: percent(count.after20),
    after60Percent: percent(count.after60),
    byErrorsPercent: percent(count.after60 - count.byLatency),
    byLatencyPercent: percent(count.byLatency),
  };
}

/** How many percent a plain test rolls back if it is looked at in each of 20 minutes. */
export function plainTestPercent(
  world: World,
  requestsPerMinute: number,
  releases: number,
): number {
  const trial = equalVersions(world, requestsPerMinute);
  let returned = 0;
  for (let seed = 1; seed <= releases; seed++) if (plainTestReturns(trial, seed, 20)) returned++;
  return (100 * returned) / releases;
}

function equalVersions(world: World, requestsPerMinute: number): Trial {
  const errorShares = { old: 0.001, candidate: 0.001 };
  return { world, requestsPerMinute, ratio: 1, errorShares, steps };
}
