import type { Sent } from "./client";
import { Latencies, VersionLatencies } from "./latencies";
import { longKinds } from "./long/kinds";
import type { Slot } from "./timetable";
import type {
  ClientCount,
  Count,
  Failure,
  Latency,
  SecondCount,
  SenderCount,
  ServiceCount,
  TrafficReport,
  VersionCount,
} from "./trafficReport";

/** A request that has ended. */
export interface Ended extends Sent {
  slot: Slot;
  startedMs: number;
  endedMs: number;
  /** It lives until somebody closes it: how long says nothing about its service. */
  isStream?: boolean;
  /** It was closed when its task stopped, after as long as it may live then. */
  closedByStop?: boolean;
}

type Client = Omit<ClientCount, keyof Latency> & { latencies: Latencies };

const keptFailures = 20;

/** They take as long as they are made to: that says nothing about a version. */
const isLong = (kind: string) => longKinds.some(({ name }) => name === kind);

/** Adds up what the clients saw. */
export class Tally {
  readonly #clients = new Map<string, Client>();
  readonly #services = new Map<string, ServiceCount>();
  readonly #seconds = new Map<number, SecondCount>();
  readonly #senders = new Map<string, SenderCount>();
  readonly #latencies = new Map<string, VersionLatencies>();
  readonly #failures: Failure[] = [];
  readonly total: Count = none();
  #retried = 0;

  constructor(
    private readonly startedMs: number,
    kinds: readonly string[],
    services: readonly string[],
  ) {
    for (const kind of kinds) {
      this.#clients.set(kind, {
        ...{ ...none(), closedByStop: 0 },
        ...{ latencies: new Latencies(), services: {} },
      });
      for (const service of services) this.#clients.get(kind)!.services[service] = none();
    }
    for (const service of services) {
      this.#services.set(service, { ...none(), versions: [] });
    }
  }

  add(ended: Ended): void {
    const { slot, outcome } = ended;
    const client = known(this.#clients, slot.kind);
    const service = known(this.#services, slot.service);
    for (const count of [this.total, client, client.services[slot.service]!, service]) {
      count.requests++;
      if (!outcome.ok) count.failed++;
    }
    if (ended.retries > 0) this.#retried++;
    if (ended.closedByStop) client.closedByStop++;
    if (!ended.isStream) this.#countSender(ended);
    const second = this.#second(ended.endedMs);
    if (outcome.ok && ended.isStream) {
      this.#countAnswer(second, slot, outcome);
    } else if (outcome.ok) {
      client.latencies.add(ended.endedMs - ended.startedMs);
      if (!isLong(slot.kind)) this.#addLatency(ended, outcome);
      countVersion(service.versions, outcome, ended.endedMs);
      this.#countAnswer(second, slot, outcome);
    } else {
      second.failed[slot.service] = (second.failed[slot.service] ?? 0) + 1;
      if (client.failed <= keptFailures) this.#failures.push(toFailure(ended, outcome));
    }
  }

  #countAnswer(second: SecondCount, { service }: Slot, { version }: { version: string }): void {
    const answers = (second.answers[service] ??= {});
    answers[version] = (answers[version] ?? 0) + 1;
  }

  #addLatency({ slot: { service }, startedMs, endedMs }: Ended, { version }: { version: string }) {
    const key = JSON.stringify([service, version]);
    const own = this.#latencies.get(key) ?? new VersionLatencies();
    this.#latencies.set(key, own);
    own.add(this.#secondAt(endedMs), endedMs - startedMs);
  }

  #countSender({ slot: { kind, service }, startedMs, outcome }: Ended): void {
    const second = this.#secondAt(startedMs);
    const digest = outcome.ok ? outcome.digest : (outcome.answeredBy ?? null);
    const key = [second, kind, service, digest].join(" ");
    const count = this.#senders.get(key) ?? {
      second,
      kind,
      service,
      digest,
      answers: 0,
      errors: 0,
    };
    count.answers++;
    if (!outcome.ok) count.errors++;
    this.#senders.set(key, count);
  }

  report(endedMs: number, skipped: number, finishedAfterStop = 0): TrafficReport {
    const closed = [...this.#clients.values()].map(({ closedByStop }) => closedByStop);
    return {
      startedMs: this.startedMs,
      endedMs,
      ...this.total,
      closedByStop: closed.reduce((sum, count) => sum + count, 0),
      finishedAfterStop,
      retriedOnClosedConnection: this.#retried,
      skipped,
      clients: Object.fromEntries(
        [...this.#clients].map(([kind, { latencies, ...counts }]) => [
          kind,
          { ...counts, ...latencies.summary() },
        ]),
      ),
      services: Object.fromEntries(this.#services),
      seconds: [...this.#seconds.values()].sort((a, b) => a.second - b.second),
      senders: [...this.#senders.values()],
      latencies: [...this.#latencies].map(([key, latencies]) => {
        const [service, version] = JSON.parse(key) as [string, string];
        return { service, version, ...latencies.report() };
      }),
      failures: this.#failures,
    };
  }

  #second(atMs: number): SecondCount {
    const second = this.#secondAt(atMs);
    let count = this.#seconds.get(second);
    if (!count) this.#seconds.set(second, (count = { second, answers: {}, failed: {} }));
    return count;
  }

  #secondAt(atMs: number): number {
    return Math.floor((atMs - this.startedMs) / 1000);
  }
}

function none(): Count {
  return { requests: 0, failed: 0 };
}

function countVersion(
  versions: VersionCount[],
  { version, digest }: { version: string; digest: string },
  atMs: number,
): void {
  const seen = versions.find((one) => one.version === version && one.digest === digest);
  if (seen) {
    seen.answers++;
    seen.lastMs = atMs;
  } else {
    versions.push({ version, digest, answers: 1, firstMs: atMs, lastMs: atMs });
  }
}

function toFailure(ended: Ended, outcome: Extract<Sent["outcome"], { ok: false }>): Failure {
  const { kind, service, path } = ended.slot;
  const { ok: _ok, ...failure } = outcome;
  return { atMs: ended.endedMs, kind, service, path, address: ended.address, ...failure };
}

function known<T>(counts: Map<string, T>, name: string): T {
  const count = counts.get(name);
  if (!count) throw new Error(`${name} is not in the timetable`);
  return count;
}
