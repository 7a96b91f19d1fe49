/** Where an address of the local cloud really listens; ports stand for addresses on loopback. */
export interface Endpoint {
  host: string;
  port: number;
}

/** Endpoints by the address that DNS answers, IPv4 or IPv6. */
export type FetchAddresses = () => Promise<Record<string, Endpoint>>;

/** An address that is not listed. On a real network nothing would answer there. */
export class NoRouteError extends Error {
  override name = "NoRouteError";
  readonly code = "EHOSTUNREACH";
}

/** Fetches the list once, and again whenever an address is not on it. */
export class AddressBook {
  #known = new Map<string, Endpoint>();
  #asking: Promise<void> | undefined;

  constructor(private readonly fetchAddresses: FetchAddresses) {}

  async endpoint(address: string): Promise<Endpoint> {
    if (!this.#known.has(address)) await this.#refresh();
    const endpoint = this.#known.get(address);
    if (!endpoint) throw new NoRouteError(`no route to ${address}`);
    return endpoint;
  }

  #refresh(): Promise<void> {
    this.#asking ??= this.fetchAddresses()
      .then((addresses) => void (this.#known = new Map(Object.entries(addresses))))
      .finally(() => (this.#asking = undefined));
    return this.#asking;
  }
}
