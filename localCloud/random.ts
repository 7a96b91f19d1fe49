/** Seeded randomness: the same seed gives the same ids and delays in the same order. */
export class Random {
  constructor(private state: number) {}

  /** 0 <= x < 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Lower-case hexadecimal digits. */
  hex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.next() * 16).toString(16)).join("");
  }

  /** So many of them, in any order; all, as they are, if there are no more. */
  some<T>(all: T[], count: number): T[] {
    if (all.length <= count) return all;
    const drawn = all.map((one) => ({ one, order: this.next() }));
    return drawn
      .sort((a, b) => a.order - b.order)
      .slice(0, count)
      .map(({ one }) => one);
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }
}

/** Numbers from 0 up to, not including, 1: the same ones in each run of a seed. */
export function seededRandom(seed: number): () => number {
  const random = new Random(seed);
  return () => random.next();
}
