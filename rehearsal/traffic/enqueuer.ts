import { Pacer } from "./pacer";
import { type Random, seededRandom } from "./seededRandom";
import type { Job } from "../../localCloud/queue/queue";

export interface EnqueuerPlan {
  /** Jobs per second. */
  ratePerSecond: number;
  seed: number;
}

/** What happened to the jobs that were to be enqueued. */
export interface Enqueued {
  /** Acknowledged by the queue. */
  accepted: number;
  refused: number;
  /** Why the first ones were refused. */
  reasons: string[];
}

const pacing = { rampSeconds: 1, maxArrearsSeconds: 2 };
const tickMs = 25;
const work = { leastMs: 5, mostMs: 40 };
const keptReasons = 5;

/** Enqueues jobs at a constant rate until it is stopped, no matter who processes them. */
export class Enqueuer {
  readonly #random: Random;
  readonly #pacer: Pacer;
  readonly #ticker: NodeJS.Timeout;
  readonly #underWay = new Set<Promise<void>>();
  readonly #count: Enqueued = { accepted: 0, refused: 0, reasons: [] };
  #made = 0;

  /** `send` resolves once the queue has the jobs. */
  constructor(
    { ratePerSecond, seed }: EnqueuerPlan,
    private readonly send: (jobs: Job[]) => Promise<unknown>,
  ) {
    this.#random = seededRandom(seed);
    this.#pacer = new Pacer(ratePerSecond, performance.now(), pacing);
    this.#ticker = setInterval(() => this.#tick(), tickMs);
  }

  /** Stops enqueuing; resolves once the queue has answered for everything. */
  async stop(): Promise<Enqueued> {
    clearInterval(this.#ticker);
    await Promise.all(this.#underWay);
    return { ...this.#count };
  }

  #tick(): void {
    const due = this.#pacer.due(performance.now());
    if (due === 0) return;
    const jobs = Array.from({ length: due }, () => nextJob(++this.#made, this.#random));
    const sending = this.#enqueue(jobs).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  async #enqueue(jobs: Job[]): Promise<void> {
    try {
      await this.send(jobs);
      this.#count.accepted += jobs.length;
    } catch (error) {
      this.#count.refused += jobs.length;
      if (this.#count.reasons.length < keptReasons) this.#count.reasons.push(String(error));
    }
  }
}

/** The same jobs in the same order for each seed. */
export function nextJob(number: number, random: Random): Job {
  const workMs = Math.floor(work.leastMs + random() * (work.mostMs - work.leastMs));
  return { id: `job-${number}`, workMs };
}
