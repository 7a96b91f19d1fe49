import { createSecureContext } from "node:tls";
import { setImmediate as turn } from "node:timers/promises";
import { AddressBook } from "../../../rehearsal/traffic/addressBook";
import { type Sent, ServiceClient, type Surroundings } from "../../../rehearsal/traffic/client";
import { type ClientKindName, clientKinds } from "../../../rehearsal/traffic/kinds";
import { stubResolver } from "../../../rehearsal/traffic/stubResolver";
import { TinyCloud } from "./tinyCloud";

export const name = "users.rehearsal.test";
export const first = "10.0.0.1";
export const second = "10.0.0.2";

/** Clients of `users` in a tiny cloud, with a clock of their own. */
export class ClientRig {
  nowMs = 1_000_000;
  readonly #clients: ServiceClient[] = [];

  private constructor(readonly cloud: TinyCloud) {
    cloud.addresses = [first];
    cloud.ttlSeconds = 5;
  }

  static async start(): Promise<ClientRig> {
    return new ClientRig(await TinyCloud.start([name]));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.cloud.stop();
  }

  client(kindName: ClientKindName, changes: Partial<Surroundings> = {}): ServiceClient {
    const kind = clientKinds.find((one) => one.name === kindName)!;
    const book = new AddressBook(() => Promise.resolve(this.cloud.endpoints));
    const client = new ServiceClient(kind, "users", name, {
      resolve: stubResolver(this.cloud.nameServers, () => 0),
      endpoint: (address) => book.endpoint(address),
      trust: createSecureContext({ ca: this.cloud.ca }),
      random: () => 0,
      nowMs: () => this.nowMs,
      timeoutMs: 400,
      ...changes,
    });
    this.#clients.push(client);
    return client;
  }
}

/** A connection is free again one turn of the event loop after its answer. */
export async function send(client: ServiceClient): Promise<Sent> {
  const sent = await client.send("/version");
  await turn();
  return sent;
}

export async function versionOf(client: ServiceClient): Promise<string> {
  const { outcome } = await send(client);
  return outcome.ok ? outcome.version : `${outcome.phase}: ${outcome.error}`;
}
