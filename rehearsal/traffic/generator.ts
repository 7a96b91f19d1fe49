import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { AddressBook, addressesFrom } from "./addressBook";
import { ServiceClient, type Surroundings } from "./client";
import { clientKinds } from "./kinds";
import { Pacer } from "./pacer";
import type { TrafficPlan } from "./protocol";
import { seededRandom } from "./seededRandom";
import { stubResolver } from "./stubResolver";
import { Tally } from "./tally";
import { type Slot, timetable } from "./timetable";
import type { Count, TrafficReport } from "./trafficReport";

const paths = { quick: "/", slow: "/slow?ms=300", slowPermille: 10 };
const tickMs = 4;
const timeoutMs = 5000;

/** Sends the timetable at its rate until it is stopped, whatever comes back. */
export class TrafficGenerator {
  readonly #clients = new Map<string, ServiceClient>();
  readonly #slots: Slot[];
  readonly #tally: Tally;
  readonly #pacer: Pacer;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #ticker: NodeJS.Timeout;
  #next = 0;

  constructor(plan: TrafficPlan) {
    const random = seededRandom(plan.seed);
    const services = Object.keys(plan.services);
    const world = surroundings(plan);
    for (const kind of clientKinds) {
      for (const [service, name] of Object.entries(plan.services)) {
        this.#clients.set(`${kind.name} ${service}`, new ServiceClient(kind, service, name, world));
      }
    }
    this.#slots = timetable(clientKinds, services, paths, random);
    const kinds = clientKinds.map(({ name }) => name);
    const startedMs = wallClockMs();
    this.#tally = new Tally(startedMs, kinds, services);
    this.#pacer = new Pacer(plan.ratePerSecond, startedMs);
    this.#ticker = setInterval(() => this.#tick(), tickMs);
  }

  get total(): Readonly<Count> {
    return this.#tally.total;
  }

  /** Sends nothing more, and waits for what is in flight. */
  async stop(): Promise<TrafficReport> {
    clearInterval(this.#ticker);
    const endedMs = wallClockMs();
    await Promise.all(this.#inFlight);
    const report = this.#tally.report(endedMs, this.#pacer.skippedUntil(endedMs));
    await Promise.race([
      Promise.all([...this.#clients.values()].map((client) => client.close())),
      sleep(1000),
    ]);
    return report;
  }

  #tick(): void {
    for (let count = this.#pacer.due(wallClockMs()); count > 0; count--) {
      const slot = this.#slots[this.#next++ % this.#slots.length] as Slot;
      const sending = this.#send(slot).finally(() => this.#inFlight.delete(sending));
      this.#inFlight.add(sending);
    }
  }

  async #send(slot: Slot): Promise<void> {
    const client = this.#clients.get(`${slot.kind} ${slot.service}`) as ServiceClient;
    const startedMs = wallClockMs();
    const sent = await client.send(slot.path);
    this.#tally.add({ ...sent, slot, startedMs, endedMs: wallClockMs() });
  }
}

function surroundings(plan: TrafficPlan): Surroundings {
  const random = seededRandom(plan.seed + 1);
  const addresses = new AddressBook(addressesFrom(plan.controlUrl));
  return {
    resolve: stubResolver(plan.nameServers, random),
    endpoint: (address) => addresses.endpoint(address),
    ca: readFileSync(plan.caFile, "utf8"),
    random,
    nowMs: () => performance.now(),
    timeoutMs,
  };
}

/** Milliseconds since the epoch that never go back, whatever is done to the system's clock. */
function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}
