import { setTimeout as sleep } from "node:timers/promises";
import type { Stop } from "../../../localCloud/dataplane/stops";
import { AnswerCache } from "../answerCache";
import type { Surroundings } from "../client";
import { Connection, ConnectError, NoAddressError } from "../connection";
import { describeError, failed, judge, type Outcome } from "../outcome";
import type { LongPlan } from "../protocol";
import type { Ended } from "../tally";
import { type Finished, whyNotClosed } from "./closing";
import { plays } from "./exchange";
import type { LongKind, LongKindName } from "./kinds";

export interface LongWorld extends Surroundings, Pick<LongPlan, "requestMs" | "limitMs"> {
  stops: () => Promise<readonly Stop[]>;
  /** Milliseconds since the epoch. */
  wallClockMs: () => number;
  ended: (ended: Ended) => void;
  finished: (finished: Finished) => void;
}

const pauseMs = 200;
const openedPollMs = 20;

/** One client with one long request after the other, or one stream at a time. */
export class LongClient {
  readonly #ending = new AbortController();
  readonly #cache: AnswerCache;
  readonly #done: Promise<void>;
  #connection: Connection | undefined;
  /** Something has arrived on its stream. */
  #isOpen = false;

  /** @param turn Which of the clients of its kind it is: their requests begin one after the other. */
  constructor(
    private readonly kind: LongKind & { name: LongKindName },
    private readonly service: string,
    private readonly name: string,
    private readonly world: LongWorld,
    turn: number,
  ) {
    const { resolve, random, nowMs } = world;
    this.#cache = new AnswerCache(name, Infinity, resolve, random, nowMs);
    this.#done = this.#run((turn * this.world.requestMs) / kind.clients);
  }

  /** Ends its stream, or waits for its request. One that is just being opened shows first whether it can be. */
  async stop(): Promise<void> {
    const { nowMs, timeoutMs } = this.world;
    const untilMs = nowMs() + timeoutMs;
    const opens = () => this.kind.isStream && !this.#isOpen && !this.#ending.signal.aborted;
    while (opens() && nowMs() < untilMs) await sleep(openedPollMs);
    this.#ending.abort();
    return this.#done;
  }

  async #run(delayMs: number): Promise<void> {
    const { signal } = this.#ending;
    const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
    await pause(delayMs);
    while (!signal.aborted) if (!(await this.#once())) await pause(pauseMs);
  }

  /** Whether it went well. Never throws. */
  async #once(): Promise<boolean> {
    const { kind, service, world } = this;
    const path = kind.path(this.world.requestMs);
    const startedMs = world.wallClockMs();
    const result = await this.#play(path);
    const endedMs = world.wallClockMs();
    // It was only about to begin when traffic ended.
    if (kind.isStream && result.body === "" && this.#ending.signal.aborted) return true;
    const { outcome, closedByStop } = await this.#judge(result, endedMs);
    const slot = { kind: kind.name, service, path };
    const address = this.#connection?.address ?? null;
    const { isStream } = kind;
    world.ended({ slot, outcome, address, retries: 0, startedMs, endedMs, isStream, closedByStop });
    if (outcome.ok && !isStream) world.finished({ pid: pidOf(result.body), startedMs, endedMs });
    return outcome.ok;
  }

  async #play(path: string): Promise<Result> {
    const { world, name } = this;
    const { signal } = this.#ending;
    const address = () => this.#cache.address();
    const route = { address, endpoint: world.endpoint };
    const connection = new Connection(new URL(`https://${name}`), route, world.trust);
    this.#connection = connection;
    const deadlineMs = world.timeoutMs + (this.kind.isStream ? 0 : this.world.requestMs);
    let body = "";
    const hanging = new AbortController();
    const timer = setTimeout(() => {
      hanging.abort();
      void connection.destroy();
    }, deadlineMs);
    const place = async () => {
      connection.address = await address();
      return { ...(await world.endpoint(connection.address)), name, trust: world.trust };
    };
    const alive = (first?: string) => {
      body ||= first ?? "";
      this.#isOpen = body !== "";
      timer.refresh();
    };
    try {
      const exchange = {
        ...{ connection, place, name, path, alive, durationMs: this.world.requestMs },
        signal: AbortSignal.any([signal, hanging.signal]),
      };
      const answer = await plays[this.kind.name](exchange);
      return { ...answer, error: null, hung: hanging.signal.aborted };
    } catch (error) {
      return { status: 200, body, error, hung: hanging.signal.aborted };
    } finally {
      this.#isOpen = false;
      clearTimeout(timer);
      void connection.destroy();
    }
  }

  async #judge(
    { status, body, error, hung }: Result,
    closedMs: number,
  ): Promise<{ outcome: Outcome; closedByStop: boolean }> {
    const { world, kind, service } = this;
    const wrong = (phase: Parameters<typeof failed>[0], text: string) => ({
      outcome: failed(phase, text),
      closedByStop: false,
    });
    if (hung) return wrong("timeout", "nothing arrived in time");
    const outcome = judge(service, status, body);
    if (error === null) return { outcome, closedByStop: false };
    if (!kind.isStream || body === "") return wrong(phaseOf(error), describeError(error));
    if (!outcome.ok || this.#ending.signal.aborted) return { outcome, closedByStop: false };
    const stream = { pid: pidOf(body), closedMs };
    const why = whyNotClosed(await world.stops(), stream, world.limitMs);
    if (why === null) return { outcome, closedByStop: true };
    return wrong("response", `${describeError(error)} ${why}`);
  }
}

/** What arrived, and why nothing more did. */
interface Result {
  status: number;
  body: string;
  error: unknown;
  hung: boolean;
}

function pidOf(body: string): number {
  return (JSON.parse(body) as { pid: number }).pid;
}

function phaseOf(error: unknown): "resolve" | "connect" | "response" {
  if (error instanceof NoAddressError) return "resolve";
  return error instanceof ConnectError ? "connect" : "response";
}
