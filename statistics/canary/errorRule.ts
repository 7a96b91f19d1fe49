import { errorShare, plus, type Tally } from "./minute";

/** A bettor against "the candidate fails at most 1.5 times as often"; rich only if that is false. */
export interface ErrorState {
  /** The wealth at which the candidate is rolled back. */
  limit: number;
  plannedMinutes: number;
  /** Not bet yet: kept for faults that begin late. */
  cash: number;
  /** What is bet on each of `excesses`. */
  bets: readonly number[];
  /** Since the canary began. */
  old: Tally;
  candidate: Tally;
  /** Minutes in a row in which the candidate was plainly broken. */
  brokenMinutes: number;
}

/** `errors`: more of them over time. `broken`: so many that two minutes in a row are enough. */
export type ErrorVerdict = "errors" | "broken" | undefined;

/** A candidate's error rate may be this many times the old one's. */
export const toleratedFactor = 1.5;
/** How much worse than tolerated the bettors suppose the candidate to be. */
export const excesses: readonly number[] = [1.5, 3, 10, 50];
/** One minute never decides alone. */
export const mostLogGain = Math.log(5);
const initialCash = 0.5;
/** Of each percent of false alarms, the error rule may use this share; p50 and p90 have the rest. */
const budgetShare = 0.5;
const leastErrors = 5;
const leastDifference = 0.001;
const broken = { errors: 20, share: 0.2, timesOld: 5, minutes: 2 };

/** Starts one for a whole canary: it is kept when the share changes. */
export function initialErrors(plannedMinutes: number, falseAlarmPercent: number): ErrorState {
  return {
    limit: limitFor(falseAlarmPercent),
    plannedMinutes,
    cash: initialCash,
    bets: excesses.map(() => (1 - initialCash) / excesses.length),
    old: { requests: 0, errors: 0 },
    candidate: { requests: 0, errors: 0 },
    brokenMinutes: 0,
  };
}

/** A fair bettor of 1 reaches this once in `limit` canaries at most. */
export function limitFor(falseAlarmPercent: number): number {
  return 100 / (budgetShare * falseAlarmPercent);
}

export function addErrors(state: ErrorState, old: Tally, candidate: Tally): ErrorState {
  const moved = Math.min(state.cash, initialCash / state.plannedMinutes);
  const gains = logGains(old, candidate);
  return {
    ...state,
    cash: state.cash - moved,
    bets: state.bets.map(
      (bet, index) =>
        (bet + moved / excesses.length) * Math.exp(Math.min(mostLogGain, gains[index]!)),
    ),
    old: plus(state.old, old),
    candidate: plus(state.candidate, candidate),
    brokenMinutes: isBroken(old, candidate) ? state.brokenMinutes + 1 : 0,
  };
}

export function wealth({ cash, bets }: ErrorState): number {
  return bets.reduce((sum, bet) => sum + bet, cash);
}

export function errorVerdict(state: ErrorState): ErrorVerdict {
  if (state.brokenMinutes >= broken.minutes) return "broken";
  const more =
    wealth(state) >= state.limit &&
    state.candidate.errors >= leastErrors &&
    errorShare(state.candidate) - errorShare(state.old) >= leastDifference;
  return more ? "errors" : undefined;
}

/** The candidate's part of all errors, if it fails this many times as often as the old version. */
export function partOfErrors(factor: number, old: number, candidate: number): number {
  return (candidate * factor) / (candidate * factor + old);
}

/** Clustered errors, and errors that both share, count less than single ones. */
export function tempering(errors: number): number {
  return 1 / (1.5 + errors / 20);
}

/** What a minute says for each excess, before `mostLogGain` bounds it. */
export function logGains(old: Tally, candidate: Tally): number[] {
  const errors = old.errors + candidate.errors;
  if (errors === 0 || old.requests === 0 || candidate.requests === 0) return excesses.map(() => 0);
  const tolerated = partOfErrors(toleratedFactor, old.requests, candidate.requests);
  return excesses.map((excess) => {
    const part = partOfErrors(toleratedFactor * excess, old.requests, candidate.requests);
    const logRatio =
      candidate.errors * Math.log(part / tolerated) +
      old.errors * Math.log((1 - part) / (1 - tolerated));
    return tempering(errors) * logRatio;
  });
}

function isBroken(old: Tally, candidate: Tally): boolean {
  const share = errorShare(candidate);
  return (
    candidate.errors >= broken.errors &&
    share >= broken.share &&
    share >= broken.timesOld * errorShare(old)
  );
}
