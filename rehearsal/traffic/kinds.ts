/**
 * The kinds of client that real traffic has, told apart by how long they hold on to what DNS said.
 *
 * `answer` is what a client does with an address:
 * - `perConnection`: it resolves whenever it opens a connection, and never in between;
 * - `cached`: it keeps an answer for `ttls` times its TTL, and sends each request to the address it holds.
 */
export interface ClientKind {
  name: string;
  /** For the people who read the report. */
  description: string;
  answer: { use: "perConnection" } | { use: "cached"; ttls: number };
  /** Whether connections outlive a request. */
  keepAlive: boolean;
  /** Part of the traffic, of 1000. A connection and a TLS handshake for each request is dear, so `fresh` is small. */
  permille: number;
}

export const clientKinds = [
  {
    name: "fresh",
    description: "resolves and connects anew for each request",
    answer: { use: "perConnection" },
    keepAlive: false,
    permille: 20,
  },
  {
    name: "ttl",
    description: "keeps an answer for its TTL",
    answer: { use: "cached", ttls: 1 },
    keepAlive: true,
    permille: 380,
  },
  {
    name: "keepalive",
    description: "resolves only when it opens a connection, and keeps connections",
    answer: { use: "perConnection" },
    keepAlive: true,
    permille: 300,
  },
  {
    name: "overstay",
    description: "keeps an answer for twice its TTL",
    answer: { use: "cached", ttls: 2 },
    keepAlive: true,
    permille: 150,
  },
  {
    name: "forever",
    description: "never resolves again after the first answer",
    answer: { use: "cached", ttls: Infinity },
    keepAlive: true,
    permille: 150,
  },
] as const satisfies ClientKind[];

export type ClientKindName = (typeof clientKinds)[number]["name"];
