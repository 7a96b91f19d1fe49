import { readDelayMinutes, type Step } from "../../statistics/canary/judge";
import { expectedResidual, reachOf } from "../../statistics/canary/reach";
import { residual } from "../../statistics/canary/sequence";
import { outcomeOf, rules, sequenceOf, trafficOf, type Trial } from "./trial";
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

/** What a block of equal versions adds to the residual: what announcements expect, and what releases show. */
export interface Residual {
  expected: number;
  shown: number;
}

export function residualOf(requestsPerMinute: number, releases: number): Residual {
  const equal = { world: typical, requestsPerMinute, ratio: 1, errorShares: equalErrors };
  const sequences = Array.from({ length: releases }, (_, index) =>
    sequenceOf({ ...equal, steps: steps.slice(1) }, index + 1),
  );
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    expected: mean(sequences.map(({ n, U }) => expectedResidual(U / n))),
    shown: mean(sequences.map((sequence) => residual(sequence) / (sequence.n - 1))),
  };
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
