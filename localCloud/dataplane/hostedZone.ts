import { setTimeout as sleep } from "node:timers/promises";
import { CloudError } from "../errors";
import type { Random } from "../random";
import { canonicalName, recordKey, type RecordSet, type ZoneView } from "./dnsAnswer";
import { NameServer } from "./nameServer";

export interface ZoneOptions {
  zone: string;
  /** Names of its servers. */
  servers: string[];
  /** Seconds. */
  ttl: number;
  /** A change reaches each server after at most this long. */
  propagationSeconds: number;
  addressesOf: ZoneView["addressesOf"];
}

type Edit = (records: Map<string, RecordSet>) => void;

/** A change that is propagating: `inSync` settles once every server has it. */
export interface Change {
  id: string;
  status: "PENDING" | "INSYNC";
  inSync: Promise<void>;
}

/** A Route 53 hosted zone: changes are accepted at once and reach the name servers one by one. */
export class HostedZone {
  readonly id: string;
  readonly name: string;
  readonly servers: NameServer[];
  /** Whether the parent zone has NS records for it: nobody finds its servers otherwise. */
  isDelegated = true;
  /** The desired records; servers may still lag. */
  readonly records = new Map<string, RecordSet>();
  private readonly queues: ServerQueue[];
  /** A change counts as in sync without this server. */
  private unheeded: ServerQueue | undefined;

  constructor(
    private readonly options: ZoneOptions,
    private readonly random: Random,
  ) {
    this.id = `Z${random.hex(13).toUpperCase()}`;
    this.name = options.zone;
    const view = {
      zone: options.zone,
      aliasTtlSeconds: options.ttl,
      addressesOf: options.addressesOf,
    };
    this.servers = options.servers.map((name) => new NameServer(name, view));
    this.queues = this.servers.map((server) => new ServerQueue(server));
  }

  async open(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.open()));
  }

  close(): void {
    for (const queue of this.queues) queue.hold();
    for (const server of this.servers) server.close();
  }

  create(record: RecordSet, overwrite: boolean): Change {
    const key = recordKey(record.name, record.type);
    if (!overwrite && this.records.has(key)) {
      throw new CloudError(
        "InvalidChangeBatch",
        `[Tried to create resource record set [name='${record.name}.', type='${record.type}'] ` +
          "but it already exists]",
      );
    }
    return this.upsert(record);
  }

  upsert(record: RecordSet): Change {
    this.refuseConflict(record);
    const stored = { ...record, name: canonicalName(record.name) };
    return this.change((records) => records.set(recordKey(stored.name, stored.type), stored));
  }

  /** A CNAME stands alone, and never at the zone's own name. */
  private refuseConflict({ name, type }: RecordSet): void {
    const at = canonicalName(name);
    const others = [...this.records.values()].filter(
      (one) => one.name === at && one.type !== type && [one.type, type].includes("CNAME"),
    );
    const [other] = others;
    if (other) {
      throw new CloudError(
        "InvalidChangeBatch",
        `[RRSet of type ${type} with DNS name ${at}. is not permitted because a conflicting RRSet of ` +
          `type ${other.type} with the same DNS name already exists in zone ${this.name}.]`,
      );
    }
    if (type === "CNAME" && at === this.name) {
      throw new CloudError(
        "InvalidChangeBatch",
        `[RRSet of type CNAME with DNS name ${at}. is not permitted at apex in zone ${this.name}.]`,
      );
    }
  }

  delete(name: string, type: string): Change {
    return this.change((records) => records.delete(recordKey(name, type)));
  }

  /**
   * While on, the last server gets no changes, so that none is ever in sync; `told` reports them as in
   * sync all the same.
   */
  holdLastServer(on: boolean, told = false): void {
    const last = this.queues.at(-1);
    this.unheeded = on && told ? last : undefined;
    if (on) last?.hold();
    else last?.release();
  }

  private change(edit: Edit): Change {
    edit(this.records);
    const arrivals = this.queues.map((queue) => {
      const longestMs = this.options.propagationSeconds * 1000;
      const arrival = queue.push(edit, this.random.between(0, longestMs));
      return queue === this.unheeded ? Promise.resolve() : arrival;
    });
    const change: Change = {
      id: `C${this.random.hex(13).toUpperCase()}`,
      status: "PENDING",
      inSync: Promise.all(arrivals).then(() => void (change.status = "INSYNC")),
    };
    return change;
  }
}

/** Edits on their way to one server; they arrive in order. */
class ServerQueue {
  private waiting: { edit: Edit; dueMs: number; arrived: () => void }[] = [];
  private held = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly server: NameServer) {}

  push(edit: Edit, delayMs: number): Promise<void> {
    return new Promise((arrived) => {
      this.waiting.push({ edit, dueMs: Date.now() + delayMs, arrived });
      this.deliver();
    });
  }

  hold(): void {
    this.held = true;
    clearTimeout(this.timer);
  }

  release(): void {
    this.held = false;
    this.deliver();
  }

  private deliver(): void {
    clearTimeout(this.timer);
    if (this.held) return;
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const remainingMs = next.dueMs - Date.now();
      if (remainingMs > 0) {
        this.timer = setTimeout(() => this.deliver(), remainingMs);
        return;
      }
      this.waiting.shift();
      next.edit(this.server.records);
      next.arrived();
    }
  }
}

/** False if the change is still pending after `timeoutMs`. */
export async function inSyncWithin(change: Change, timeoutMs: number): Promise<boolean> {
  const controller = new AbortController();
  const timeout = sleep(timeoutMs, false, { signal: controller.signal }).catch(() => false);
  const inTime = await Promise.race([change.inSync.then(() => true), timeout]);
  controller.abort();
  return inTime;
}
