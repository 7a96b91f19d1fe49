import type { SecureContext } from "node:tls";
import { type Dispatcher, Pool } from "undici";
import { AnswerCache } from "./answerCache";
import { Attempt, type AttemptResult } from "./attempt";
import { ConnectError, Connection, NoAddressError, type Route } from "./connection";
import type { ClientKind } from "./kinds";
import { describeError, failed, type FailurePhase, judge, type Outcome } from "./outcome";
import { mayRetry } from "./attempt";
import { pick, type Random } from "./seededRandom";
import type { Resolve } from "./stubResolver";

/** What every client needs from its surroundings. */
export interface Surroundings {
  resolve: Resolve;
  endpoint: Route["endpoint"];
  /** The authority that signs the services' certificates. Created once: it costs a millisecond. */
  trust: SecureContext;
  random: Random;
  nowMs: () => number;
  /** Deadline of a request, from its start to the last byte of its answer. */
  timeoutMs: number;
}

export interface Sent {
  outcome: Outcome;
  /** IPv4 address of the last attempt; null if there was none. */
  address: string | null;
  /** How often it was retried, see `mayRetry`. */
  retries: number;
}

class TimeoutError extends Error {
  override name = "TimeoutError";
}

/** One kind of client of one service: its rule for addresses, and its connections. */
export class ServiceClient {
  readonly #cache: AnswerCache | undefined;
  /** By destination address; a single one for all addresses if each connection resolves for itself. */
  readonly #pools = new Map<string, Pool>();
  #inFlight = 0;

  constructor(
    private readonly kind: ClientKind,
    private readonly service: string,
    private readonly productionName: string,
    private readonly world: Surroundings,
  ) {
    if (kind.answer.use === "cached") {
      const { resolve, random, nowMs } = world;
      this.#cache = new AnswerCache(productionName, kind.answer.ttls, resolve, random, nowMs);
    }
  }

  /**
   * Whether it can take one more request. If it can't, it has been stalled for long already: by a
   * machine too slow for the rate, or by hanging requests that will fail at their deadlines.
   */
  get ready(): boolean {
    return this.#inFlight < this.kind.maxInFlight;
  }

  /** Never throws: whatever goes wrong is a failed outcome. */
  async send(path: string): Promise<Sent> {
    this.#inFlight++;
    try {
      return await this.#sendInTime(path);
    } finally {
      this.#inFlight--;
    }
  }

  async #sendInTime(path: string): Promise<Sent> {
    const deadline = new Deadline(this.world.timeoutMs);
    let retries = 0;
    try {
      for (;;) {
        const pool = await this.#pool();
        const result = await deadline.limit(new Attempt(pool, path, this.kind.keepAlive));
        if (!mayRetry(result)) return { ...this.#judge(result), retries };
        retries++;
      }
    } catch (error) {
      return { outcome: failed("resolve", describeError(error)), address: null, retries };
    } finally {
      deadline.clear();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  #judge(result: AttemptResult): Pick<Sent, "outcome" | "address"> {
    const address = result.connection?.address ?? null;
    if (result.error === null) {
      return { outcome: judge(this.service, result.status, result.body), address };
    }
    return { outcome: failed(phaseOf(result.error), describeError(result.error)), address };
  }

  #pool(): Pool | Promise<Pool> {
    if (!this.#cache) return this.#poolTo("any", () => this.#resolveOnce());
    const address = this.#cache.address();
    // No turn of the event loop between the answer and its use.
    return typeof address === "string"
      ? this.#poolTo(address, () => address)
      : address.then((known) => this.#poolTo(known, () => known));
  }

  async #resolveOnce(): Promise<string> {
    const { addresses } = await this.world.resolve(this.productionName);
    return pick(addresses, this.world.random);
  }

  #poolTo(key: string, address: Route["address"]): Pool {
    const existing = this.#pools.get(key);
    if (existing) return existing;
    // The client moves on: its connections to the old address end with the requests they carry.
    for (const [former, pool] of this.#pools) {
      this.#pools.delete(former);
      void pool.close();
    }
    const route: Route = { address, endpoint: this.world.endpoint };
    const pool = new Pool(`https://${this.productionName}`, {
      connections: this.kind.connections,
      factory: (origin): Dispatcher => new Connection(origin, route, this.world.trust),
    });
    this.#pools.set(key, pool);
    return pool;
  }
}

/** The time a request has, over all its attempts. */
class Deadline {
  #attempt: Attempt | undefined;
  #error: TimeoutError | undefined;
  readonly #timer: NodeJS.Timeout;
  #immediate: NodeJS.Immediate | undefined;

  constructor(timeoutMs: number) {
    const expire = () => {
      this.#error = new TimeoutError(`no complete answer within ${timeoutMs} ms`);
      this.#attempt?.abort(this.#error);
    };
    // An answer that arrived while this process was stalled is read before the request counts as
    // timed out.
    this.#timer = setTimeout(() => (this.#immediate = setImmediate(expire)), timeoutMs);
  }

  limit(attempt: Attempt): Promise<AttemptResult> {
    this.#attempt = attempt;
    if (this.#error) attempt.abort(this.#error);
    return attempt.result;
  }

  clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }
}

function phaseOf(error: Error): FailurePhase {
  if (error instanceof TimeoutError) return "timeout";
  if (error instanceof NoAddressError) return "resolve";
  if (error instanceof ConnectError) return "connect";
  return "response";
}
