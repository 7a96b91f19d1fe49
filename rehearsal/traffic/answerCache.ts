import { pick, type Random } from "./seededRandom";
import type { Resolve } from "./stubResolver";

interface Held {
  address: string;
  untilMs: number;
}

/**
 * One client's DNS cache of one name. It keeps an answer for `ttls` times the answer's TTL, counted from
 * its arrival: 1 honours the TTL, 2 overstays, Infinity never asks again. Requests that miss share one
 * query. A failed query is not cached.
 */
export class AnswerCache {
  #held: Held | undefined;
  #asking: Promise<string> | undefined;

  constructor(
    private readonly name: string,
    private readonly ttls: number,
    private readonly resolve: Resolve,
    private readonly random: Random,
    private readonly nowMs: () => number,
  ) {}

  address(): string | Promise<string> {
    if (this.#held && this.nowMs() < this.#held.untilMs) return this.#held.address;
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<string> {
    const { addresses, ttlSeconds } = await this.resolve(this.name);
    const address = pick(addresses, this.random);
    const forMs = this.ttls === Infinity ? Infinity : ttlSeconds * this.ttls * 1000;
    this.#held = { address, untilMs: this.nowMs() + forMs };
    return address;
  }
}
