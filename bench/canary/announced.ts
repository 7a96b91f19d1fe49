import { readDelayMinutes, type Step } from "../../statistics/canary/judge";
import { reachOf } from "../../statistics/canary/reach";
import { outcomeOf, rules, trafficOf, type Trial } from "./trial";
import { typical } from "./world";

/** A fault, when `plan` says that half the canaries have found it, and when they have. */
export interface Announced {
  requestsPerMinute: number;
  fault: string;
  announcedMinutes: number;
  /** Infinite if fewer than half found it. */
  foundMinutes: number;
}

const equalErrors = { old: 0.001, candidate: 0.001 };
const oldErrorShares = [0.001, 0.01];
/** Long enough for small faults too. */
const steps: readonly Step[] = [
  { percent: 5, minutes: 10 },
  { percent: 50, minutes: 120 },
];

/** Everything that is announced in the typical world, with what releases with that fault show. */
export function announcedAndFound(requestsPerMinute: number, releases: number): Announced[] {
  const equal = { world: typical, requestsPerMinute, ratio: 1, errorShares: equalErrors, steps };
  const slower = reachOf(trafficOf(equal), { ...rules, steps }).slower.map(
    ({ ratio, minutes }) => ({
      requestsPerMinute,
      fault: `${ratio}x slower`,
      announcedMinutes: minutes,
      foundMinutes: medianMinutes({ ...equal, ratio }, releases) - steps[0]!.minutes,
    }),
  );
  const errors = oldErrorShares.flatMap((old) => {
    const trial = { ...equal, errorShares: { old, candidate: old } };
    return reachOf(trafficOf(trial), { ...rules, steps }).errors.map(({ from, to, minutes }) => ({
      requestsPerMinute,
      fault: `errors ${from * 100} % -> ${to * 100} %`,
      announcedMinutes: minutes,
      foundMinutes:
        medianMinutes({ ...trial, errorShares: { old, candidate: to } }, releases) +
        readDelayMinutes,
    }));
  });
  return [...slower, ...errors];
}

export function withinAThird({ announcedMinutes, foundMinutes }: Announced): boolean {
  return Math.abs(foundMinutes - announcedMinutes) <= announcedMinutes / 3;
}

function medianMinutes(trial: Trial, releases: number): number {
  const minutes = Array.from(
    { length: releases },
    (_, index) => outcomeOf(trial, index + 1)?.minutes ?? Infinity,
  );
  return minutes.sort((one, other) => one - other)[Math.floor(releases / 2)]!;
}
