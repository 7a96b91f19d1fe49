import { createSecureContext } from "node:tls";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { cloudClient } from "../../localCloud/api/client";
import { AddressBook } from "./addressBook";
import { ServiceClient, type Surroundings } from "./client";
import { clientKinds } from "./kinds";
import { longKinds, watchKind } from "./long/kinds";
import { LongTraffic } from "./long/longTraffic";
import { Pacer } from "./pacer";
import { type TrafficPlan, usualTimeoutMs } from "./protocol";
import { seededRandom } from "./seededRandom";
import { shapeKinds } from "./shapes/kinds";
import { ShapeTraffic } from "./shapes/shapeTraffic";
import { stubResolver } from "./stubResolver";
import { type Ended, Tally } from "./tally";
import { type Slot, timetable } from "./timetable";
import type { Count, TrafficReport } from "./trafficReport";

const paths = { quick: "/", slow: "/slow?ms=300", slowPermille: 10 };
const pacing = { rampSeconds: 3, maxArrearsSeconds: 1 };
const tickMs = 4;

/**
 * Sends the timetable at its rate until it is stopped, whatever comes back. If a client already has too
 * many requests in flight, further ones are skipped and counted; a hang still shows, through the
 * requests that hang.
 */
export class TrafficGenerator {
  readonly #clients = new Map<string, ServiceClient>();
  readonly #slots: Slot[];
  readonly #tally: Tally;
  readonly #pacer: Pacer;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #ticker: NodeJS.Timeout;
  readonly #long: LongTraffic | undefined;
  readonly #shapes: ShapeTraffic | undefined;
  #next = 0;
  #notReady = 0;

  constructor(plan: TrafficPlan) {
    const random = seededRandom(plan.seed);
    const services = Object.keys(plan.services);
    const world = surroundings(plan);
    for (const kind of clientKinds) {
      for (const [service, name] of Object.entries(plan.services)) {
        this.#clients.set(
          clientKey(kind.name, service),
          new ServiceClient(kind, service, name, world),
        );
      }
    }
    this.#slots = timetable(
      clientKinds,
      services,
      { ...paths, ...(plan.paths && { quickOf: plan.paths }) },
      random,
    );
    const startedMs = wallClockMs();
    const all = [...services, ...Object.keys(plan.shapes ?? {})];
    this.#tally = new Tally(startedMs, kindsOf(plan), [...new Set(all)]);
    this.#pacer = new Pacer(plan.ratePerSecond, startedMs, pacing);
    this.#ticker = setInterval(() => this.#tick(), tickMs);
    const { stops, moves } = cloudClient(plan.controlUrl);
    const own = { ...world, wallClockMs, ended: (ended: Ended) => this.#tally.add(ended) };
    this.#long = plan.long && new LongTraffic(plan.long, namesOf(plan), { ...own, stops });
    this.#shapes = plan.shapes && new ShapeTraffic(plan.shapes, { ...own, moves });
  }

  get total(): Readonly<Count> {
    return this.#tally.total;
  }

  /** Waits for what is in flight; the timetable goes on until the long requests have ended. */
  async stop(): Promise<TrafficReport> {
    const finishedAfterStop = await this.#long?.stop();
    await this.#shapes?.stop();
    clearInterval(this.#ticker);
    const endedMs = wallClockMs();
    await Promise.all(this.#inFlight);
    const skipped = this.#pacer.skippedUntil(endedMs) + this.#notReady;
    const report = this.#tally.report(endedMs, skipped, finishedAfterStop);
    await Promise.race([
      Promise.all([...this.#clients.values()].map((client) => client.close())),
      sleep(1000),
    ]);
    return report;
  }

  #tick(): void {
    for (let count = this.#pacer.due(wallClockMs()); count > 0; count--) {
      const slot = this.#slots[this.#next++ % this.#slots.length] as Slot;
      const client = this.#clients.get(clientKey(slot.kind, slot.service)) as ServiceClient;
      if (!client.ready) {
        this.#notReady++;
        continue;
      }
      const sending = this.#send(client, slot).finally(() => this.#inFlight.delete(sending));
      this.#inFlight.add(sending);
    }
  }

  async #send(client: ServiceClient, slot: Slot): Promise<void> {
    const startedMs = wallClockMs();
    const sent = await client.send(slot.path);
    this.#tally.add({ ...sent, slot, startedMs, endedMs: wallClockMs() });
  }
}

function kindsOf({ long, shapes = {} }: TrafficPlan): string[] {
  const used = new Set(Object.values(shapes).map(({ shape }) => shape));
  const all = [
    ...clientKinds,
    ...(long ? longKinds : []),
    ...(long?.watched ? [watchKind] : []),
    ...shapeKinds.filter(({ shape }) => used.has(shape)),
  ];
  return all.map(({ name }) => name);
}

function namesOf({ services, shapes = {} }: TrafficPlan): Record<string, string> {
  const others = Object.entries(shapes).map(([service, { name }]) => [service, name] as const);
  return { ...services, ...Object.fromEntries(others) };
}

function clientKey(kind: string, service: string): string {
  return `${kind} ${service}`;
}

function surroundings(plan: TrafficPlan): Surroundings {
  const random = seededRandom(plan.seed + 1);
  const addresses = new AddressBook(cloudClient(plan.controlUrl).addresses);
  return {
    resolve: stubResolver(plan.nameServers, random, undefined, plan.addressType),
    endpoint: (address) => addresses.endpoint(address),
    trust: createSecureContext({ ca: readFileSync(plan.caFile, "utf8") }),
    random,
    nowMs: () => performance.now(),
    timeoutMs: plan.timeoutMs ?? usualTimeoutMs,
  };
}

/** Milliseconds since the epoch that never go backwards, whatever happens to the system clock. */
export function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}
