/**
 * Clients whose requests take as long as the service allows, or never end by themselves. They hold on to
 * the address that they got first, so that their requests are open at the old fleet until it stops.
 */
export interface LongKind {
  name: string;
  /** For readers of the report. */
  description: string;
  path: (durationMs: number) => string;
  /** Clients of each service; where there are two, one is always midway. */
  clients: number;
  /** A stream lives until somebody closes it: the stop of its fleet is no failure. */
  isStream: boolean;
}

export const longKinds = [
  {
    name: "upload",
    description: "sends a body slowly",
    path: () => "/upload",
    clients: 2,
    isStream: false,
  },
  {
    name: "response",
    description: "waits for an answer that takes long",
    path: (durationMs) => `/slow?ms=${durationMs}`,
    clients: 2,
    isStream: false,
  },
  {
    name: "events",
    description: "reads an event stream, and opens it again when it is closed",
    path: () => "/events",
    clients: 1,
    isStream: true,
  },
  {
    name: "websocket",
    description: "sends messages and awaits their echo, and opens it again when it is closed",
    path: () => "/socket",
    clients: 1,
    isStream: true,
  },
] as const satisfies LongKind[];

/** Of services that speak gRPC, in place of the others. */
export const watchKind = {
  name: "grpc-watch",
  description: "reads a server's stream over gRPC, and opens it again when it is closed",
  path: () => "grpc",
  clients: 1,
  isStream: true,
} as const satisfies LongKind;

export type LongKindName = (typeof longKinds)[number]["name"] | typeof watchKind.name;
