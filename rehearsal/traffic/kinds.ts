/**
 * The kinds of client in real traffic, distinguished by how long they hold on to a DNS answer.
 *
 * `answer` is what a client does with an address:
 * - `perConnection`: it resolves whenever it opens a connection, and never in between;
 * - `cached`: it keeps an answer for `ttls` times its TTL, and sends each request to the cached address.
 */
export interface ClientKind {
  name: string;
  /** For readers of the report. */
  description: string;
  answer: { use: "perConnection" } | { use: "cached"; ttls: number };
  /** Whether connections outlive a request. */
  keepAlive: boolean;
  /**
   * Share of the traffic, in thousandths. A connection and TLS handshake per request is expensive, so
   * `fresh` is small.
   */
  permille: number;
  /** Most connections to one service, several times what an idle machine needs at the default rate. */
  connections: number;
  /**
   * Most requests to one service that are in flight or wait for a connection: what is due in a quarter of a
   * second at the default rate, for which the local cloud may stall. A machine too slow for the rate skips
   * requests rather than letting them pile up.
   */
  maxInFlight: number;
}

export const clientKinds = [
  {
    name: "fresh",
    description: "resolves and connects anew for each request",
    answer: { use: "perConnection" },
    keepAlive: false,
    permille: 20,
    connections: 6,
    maxInFlight: 6,
  },
  {
    name: "ttl",
    description: "keeps an answer for its TTL",
    answer: { use: "cached", ttls: 1 },
    keepAlive: true,
    permille: 380,
    connections: 15,
    maxInFlight: 60,
  },
  {
    name: "keepalive",
    description: "resolves only when it opens a connection, and keeps connections open",
    answer: { use: "perConnection" },
    keepAlive: true,
    permille: 300,
    connections: 12,
    maxInFlight: 48,
  },
  {
    name: "overstay",
    description: "keeps an answer for twice its TTL",
    answer: { use: "cached", ttls: 2 },
    keepAlive: true,
    permille: 150,
    connections: 6,
    maxInFlight: 24,
  },
  {
    name: "forever",
    description: "never resolves again after the first answer",
    answer: { use: "cached", ttls: Infinity },
    keepAlive: true,
    permille: 150,
    connections: 6,
    maxInFlight: 24,
  },
] as const satisfies ClientKind[];

export type ClientKindName = (typeof clientKinds)[number]["name"];
