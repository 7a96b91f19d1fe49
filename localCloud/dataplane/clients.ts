/** An IPv4 and an IPv6 address. */
export type ClientAddresses = readonly [ipv4: string, ipv6: string];

/** One end of a connection, as Node.js describes it. */
interface Peer {
  remoteAddress?: string | undefined;
  remoteFamily?: string | undefined;
}

/** Where the clients of a listener come from, and which of them the network lets in. */
export class Clients {
  /** @param addresses that they count as coming from; undefined: their own, which is loopback's */
  constructor(
    private readonly addresses: ClientAddresses | undefined,
    readonly admits: (address: string) => boolean,
  ) {}

  addressOf({ remoteAddress = "", remoteFamily }: Peer): string {
    if (!this.addresses) return remoteAddress;
    const [ipv4, ipv6] = this.addresses;
    return remoteFamily === "IPv6" ? ipv6 : ipv4;
  }
}

/** From anywhere, as they are. */
export const anyClients = new Clients(undefined, () => true);
