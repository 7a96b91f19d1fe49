import { setTimeout as sleep } from "node:timers/promises";
import { AnswerCache } from "../answerCache";
import type { Surroundings } from "../client";
import { NoRouteError } from "../addressBook";
import { describeError, failed, type FailurePhase, judge, type Outcome } from "../outcome";
import type { Ended } from "../tally";
import { speakGrpc } from "./grpc";
import { speakHttp2 } from "./http2";
import type { Shape, ShapeKind } from "./kinds";
import type { Place, Speaker } from "./speaker";
import { Session, type SessionWorld } from "./sticky";

export interface ShapeWorld extends Surroundings, SessionWorld {
  ended: (ended: Ended) => void;
}

const everyMs = 50;

class Failure extends Error {
  constructor(
    readonly phase: FailurePhase,
    message: string,
  ) {
    super(message);
  }
}

/** One client with one request after the other, until it is stopped. */
export class ShapeClient {
  readonly #ending = new AbortController();
  readonly #cache: AnswerCache;
  readonly #open: (place: Place) => Speaker;
  readonly #done: Promise<void>;
  #speaker: (Speaker & { at: string }) | undefined;
  #address: string | null = null;

  constructor(
    private readonly kind: ShapeKind,
    private readonly service: string,
    private readonly name: string,
    private readonly world: ShapeWorld,
  ) {
    const { resolve, random, nowMs } = world;
    this.#cache = new AnswerCache(name, kind.ttls, resolve, random, nowMs);
    this.#open = openers[kind.shape](world);
    this.#done = this.#run();
  }

  /** Waits for its request. */
  stop(): Promise<void> {
    this.#ending.abort();
    return this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await this.#once();
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
    this.#speaker?.close();
  }

  /** Never throws. */
  async #once(): Promise<void> {
    const { kind, service, world } = this;
    const startedMs = world.wallClockMs();
    const outcome = await this.#outcome();
    const slot = { kind: kind.name, service, path: kind.shape };
    const [address, endedMs] = [this.#address, world.wallClockMs()];
    world.ended({ slot, outcome, address, retries: 0, startedMs, endedMs });
  }

  async #outcome(): Promise<Outcome> {
    try {
      const { status, body } = await this.#inTime(this.#send());
      return judge(this.service, status, body);
    } catch (error) {
      this.#speaker?.close();
      this.#speaker = undefined;
      const phase = error instanceof Failure ? error.phase : "response";
      return failed(phase, describeError(error));
    }
  }

  async #send(): Promise<{ status: number; body: string }> {
    const { host, port } = await this.#endpoint();
    const at = `${host}:${port}`;
    if (this.#speaker?.at !== at) {
      this.#speaker?.close();
      const { name } = this;
      this.#speaker = { ...this.#open({ host, port, name, trust: this.world.trust }), at };
    }
    return this.#speaker.send();
  }

  async #endpoint() {
    try {
      this.#address = await this.#cache.address();
    } catch (error) {
      throw new Failure("resolve", describeError(error));
    }
    try {
      return await this.world.endpoint(this.#address);
    } catch (error) {
      throw error instanceof NoRouteError ? new Failure("connect", error.message) : error;
    }
  }

  async #inTime<T>(sending: Promise<T>): Promise<T> {
    const { timeoutMs } = this.world;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const expire = () => reject(new Failure("timeout", `no answer within ${timeoutMs} ms`));
      timer = setTimeout(expire, timeoutMs);
    });
    try {
      return await Promise.race([sending, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What a client keeps for as long as it lives, its session for one, is made once. */
const openers: Record<Shape, (world: SessionWorld) => (place: Place) => Speaker> = {
  grpc: () => speakGrpc,
  http2: () => speakHttp2,
  sticky: (world) => {
    const session = new Session(world);
    return (place) => session.speakAt(place);
  },
};
