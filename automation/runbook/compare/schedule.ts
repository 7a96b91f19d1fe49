import { createHash } from "node:crypto";

/** The three requests of a pair: the old version is asked twice, which shows how much it differs from itself. */
export type Role = "old" | "new" | "again";

/** One pair, as planned. */
export interface Planned {
  /** Index of the request that is compared. */
  request: number;
  /** Milliseconds after the start. */
  atMs: number;
  order: readonly Role[];
}

export interface ScheduleOptions {
  shares: readonly number[];
  pairs: number;
  lengthMs: number;
  /** The same seed gives the same orders. */
  seed: string;
}

/** Pairs spread evenly over the time, those of each request as well. */
export function scheduleOf({ shares, pairs, lengthMs, seed }: ScheduleOptions): Planned[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const credit = shares.map(() => 0);
  return Array.from({ length: pairs }, (_, index) => {
    shares.forEach((share, request) => (credit[request]! += share));
    const request = credit.indexOf(Math.max(...credit));
    credit[request]! -= total;
    return {
      request,
      atMs: (index * lengthMs) / pairs,
      order: orderOf(seed, index),
    };
  });
}

const orders: readonly (readonly Role[])[] = [
  ["old", "new", "again"],
  ["old", "again", "new"],
  ["new", "old", "again"],
  ["new", "again", "old"],
  ["again", "old", "new"],
  ["again", "new", "old"],
];

/** Random, since the version asked first is slower: nothing has cached its answer yet. */
export function orderOf(seed: string, index: number): readonly Role[] {
  const drawn = createHash("sha256").update(`${seed} ${index}`).digest().readUInt32BE();
  return orders[drawn % orders.length]!;
}
