import { Resolver } from "node:dns/promises";
import { type CloudClient, cloudClient } from "../../localCloud/api/client";

/** How a task finds others; set by the local cloud. */
interface Given {
  controlUrl: string;
  taskId: string;
  /** Servers of the private zones, as `host:port`. */
  nameServers: string[];
}

interface Cached<T> {
  value: T;
  untilMs: number;
}

/**
 * A VPC's network as one task sees it: names in private zones, and load balancers that its security
 * groups let it reach. On this one machine the cloud tells which port stands for an address; the answer
 * may be cached.
 */
class PrivateNetwork {
  readonly cloud: CloudClient;
  private readonly resolver = new Resolver({ timeout: 1000, tries: 3 });
  private readonly addresses = new Map<string, Cached<string[]>>();
  private readonly ports = new Map<string, { host: string; port: number }>();
  private turn = 0;

  constructor(private readonly given: Given) {
    this.cloud = cloudClient(given.controlUrl);
    this.resolver.setServers(given.nameServers);
  }

  get taskId(): string {
    return this.given.taskId;
  }

  /** One of the name's addresses, cached for as long as the answer allows. */
  async resolve(name: string): Promise<string> {
    const known = this.addresses.get(name);
    const addresses =
      known && known.untilMs > performance.now() ? known.value : await this.ask(name);
    return addresses[this.turn++ % addresses.length]!;
  }

  async connect(address: string, port: number): Promise<{ host: string; port: number }> {
    const key = `${address}:${port}`;
    const known = this.ports.get(key);
    if (known) return known;
    const answer = await this.cloud.connect(this.taskId, address, port);
    this.ports.set(key, answer);
    return answer;
  }

  private async ask(name: string): Promise<string[]> {
    const answers = await this.resolver.resolve4(name, { ttl: true });
    const ttlSeconds = Math.min(...answers.map(({ ttl }) => ttl));
    const value = answers.map(({ address }) => address);
    this.addresses.set(name, { value, untilMs: performance.now() + ttlSeconds * 1000 });
    return value;
  }
}

const given = process.env.REHEARSAL_NETWORK;

/** Undefined outside a local cloud with private zones. */
export const privateNetwork = given ? new PrivateNetwork(JSON.parse(given) as Given) : undefined;
