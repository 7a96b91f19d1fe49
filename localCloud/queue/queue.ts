import type { Consumer, Consumption } from "./consumption";

export interface Job {
  id: string;
  /** How long the work takes, in milliseconds. */
  workMs: number;
}

/** A job that one consumer has for a limited time. */
export interface LeasedJob extends Job {
  /** Needed to finish it; worthless once the lease has expired. */
  token: string;
  /** 1 when it is handed out for the first time. */
  attempt: number;
}

/** Every job that was ever enqueued is in `done`, `lost`, `waiting` or `leased`. */
export interface QueueReport {
  enqueued: number;
  /** Finished, and took effect. */
  done: number;
  /** Finished without ever taking effect: nobody will work on it again. */
  lost: number;
  waiting: number;
  leased: number;
  /** Took effect more than once, whatever else happened to it. */
  doubled: number;
  /** By task, in the order of their first request. */
  consumers: Consumption[];
}

interface Entry extends Job {
  phase: "waiting" | "leased" | "finished";
  attempts: number;
  effects: number;
  /** End of the lease, in milliseconds since the epoch. */
  untilMs: number;
}

/**
 * An at-least-once queue, which hands a job out again when its lease expires, and the sink where a job's
 * effects are counted. It has no clock: every call passes the time.
 */
export class Queue {
  readonly #jobs = new Map<string, Entry>();
  /** First in, first out; expired jobs go to the front. */
  readonly #waiting: Entry[] = [];
  readonly #leased = new Set<Entry>();
  readonly #consumers = new Map<string, Consumption>();

  /** A job that exists already is left alone, so that enqueuing may be repeated. */
  enqueue({ id, workMs }: Job): void {
    if (this.#jobs.has(id)) return;
    const job: Entry = { id, workMs, phase: "waiting", attempts: 0, effects: 0, untilMs: 0 };
    this.#jobs.set(id, job);
    this.#waiting.push(job);
  }

  /** Leases the next job for this many seconds; null if none is waiting. */
  lease(consumer: Consumer, seconds: number, nowMs: number): LeasedJob | null {
    const seen = this.#see(consumer, nowMs);
    this.#takeBackExpired(nowMs);
    const job = this.#waiting.shift();
    if (!job) return null;
    seen.leases++;
    job.attempts++;
    job.phase = "leased";
    job.untilMs = nowMs + seconds * 1000;
    this.#leased.add(job);
    return { id: job.id, workMs: job.workMs, token: tokenOf(job), attempt: job.attempts };
  }

  /** Whether there is a job to hand out. */
  waiting(nowMs: number): boolean {
    this.#takeBackExpired(nowMs);
    return this.#waiting.length > 0;
  }

  /** The sink: the job takes effect, whoever does it and however often. */
  takeEffect(consumer: Consumer, id: string, nowMs: number): void {
    this.#see(consumer, nowMs).effects++;
    this.#known(id).effects++;
  }

  /** False if the lease has expired: somebody else may have the job by now. */
  finish(consumer: Consumer, id: string, token: string, nowMs: number): boolean {
    this.#see(consumer, nowMs);
    this.#takeBackExpired(nowMs);
    const job = this.#known(id);
    if (job.phase !== "leased" || token !== tokenOf(job)) return false;
    job.phase = "finished";
    this.#leased.delete(job);
    return true;
  }

  report(nowMs: number): QueueReport {
    this.#takeBackExpired(nowMs);
    const jobs = [...this.#jobs.values()];
    const count = (is: (job: Entry) => boolean) => jobs.filter(is).length;
    return {
      enqueued: jobs.length,
      done: count(({ phase, effects }) => phase === "finished" && effects > 0),
      lost: count(({ phase, effects }) => phase === "finished" && effects === 0),
      waiting: this.#waiting.length,
      leased: this.#leased.size,
      doubled: count(({ effects }) => effects > 1),
      consumers: [...this.#consumers.values()].map((seen) => ({ ...seen })),
    };
  }

  #takeBackExpired(nowMs: number): void {
    for (const job of [...this.#leased].filter(({ untilMs }) => untilMs <= nowMs).reverse()) {
      this.#leased.delete(job);
      job.phase = "waiting";
      this.#waiting.unshift(job);
    }
  }

  #see(consumer: Consumer, nowMs: number): Consumption {
    let seen = this.#consumers.get(consumer.task);
    if (!seen) {
      seen = { ...consumer, firstMs: nowMs, lastMs: nowMs, leases: 0, effects: 0 };
      this.#consumers.set(consumer.task, seen);
    }
    seen.lastMs = nowMs;
    return seen;
  }

  #known(id: string): Entry {
    const job = this.#jobs.get(id);
    if (!job) throw new Error(`no job ${id} was ever enqueued`);
    return job;
  }
}

function tokenOf({ id, attempts }: Entry): string {
  return `${id}#${attempts}`;
}
