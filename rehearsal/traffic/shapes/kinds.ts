/** What a service speaks with its clients, or expects of them. */
export type Shape = "grpc" | "http2" | "sticky";

/** Clients of a service that has a protocol of its own, or keeps its clients on one task. */
export interface ShapeKind {
  name: string;
  /** For readers of the report. */
  description: string;
  shape: Shape;
  /** For how many TTLs they keep a DNS answer; Infinity: they never resolve again. */
  ttls: number;
  /** Clients of each service. */
  clients: number;
}

const byTtl = { ttls: 1, clients: 2 };
const forever = { ttls: Infinity, clients: 1 };

export const shapeKinds = [
  {
    name: "grpc",
    description: "unary calls; keeps an answer for its TTL",
    shape: "grpc",
    ...byTtl,
  },
  {
    name: "grpc-forever",
    description: "unary calls; never resolves again, and keeps its channel",
    shape: "grpc",
    ...forever,
  },
  { name: "http2", description: "keeps an answer for its TTL", shape: "http2", ...byTtl },
  {
    name: "http2-forever",
    description: "never resolves again, and keeps its connection",
    shape: "http2",
    ...forever,
  },
  {
    name: "sticky",
    description: "keeps its cookies, and an answer for its TTL",
    shape: "sticky",
    ...byTtl,
  },
  {
    name: "sticky-forever",
    description: "keeps its cookies, and never resolves again",
    shape: "sticky",
    ...forever,
  },
] as const satisfies ShapeKind[];
