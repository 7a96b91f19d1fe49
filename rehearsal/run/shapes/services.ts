import type { ShapePlan } from "../../traffic/protocol";
import { commandOf, domain, services as usual } from "../settings";

/** Web sockets and event streams, besides ordinary requests. */
export const streaming = "chat";
/** Speaks gRPC; its clients make calls, and read streams that never end. */
export const calling = "ledger";
/** Speaks HTTP/2 with its clients. */
export const multiplexing = "search";
/** Keeps its clients on one task. It has a sidecar. */
export const sticky = "basket";
export const sidecar = "otel";

export const shapes = [streaming, calling, multiplexing, sticky];

/** As AWS counts: a stream may live as long when its fleet stops. */
const longestRequestSeconds = 30;

const grpcTest = require.resolve("./grpcTest");

const hostOf = (service: string) => `${service}.${domain}`;

/** Those that clients of HTTP/1.1 ask. */
export const asked = Object.fromEntries([streaming, sticky].map((name) => [name, hostOf(name)]));

export const shapePlan: ShapePlan = {
  [calling]: { name: hostOf(calling), shape: "grpc" },
  [multiplexing]: { name: hostOf(multiplexing), shape: "http2" },
  [sticky]: { name: hostOf(sticky), shape: "sticky" },
};

/** Settings of the services, in place of the usual ones. */
export function shapeServices(startSeconds: number): Record<string, object | null> {
  const common = {
    size: 2,
    startSeconds,
    longestRequestSeconds,
    deregistrationSeconds: longestRequestSeconds,
    stopSeconds: 20,
  };
  const onFargate = { ...common, compute: { type: "fargate" } };
  const checks = (service: string) => ({
    checks: [
      { path: "/health", status: 200 },
      { path: "/version", json: { service } },
    ],
  });
  const speaks = (protocol: string) => ({ protocol, environment: { SPEAKS: protocol } });
  return {
    ...Object.fromEntries(usual.map((name) => [name, null])),
    [streaming]: { ...common, compute: { type: "ec2" }, ...checks(streaming) },
    [calling]: {
      ...onFargate,
      ...speaks("grpc"),
      test: { command: commandOf(grpcTest), timeoutSeconds: 60 },
    },
    [multiplexing]: { ...onFargate, ...speaks("http2"), ...checks(multiplexing) },
    [sticky]: { ...onFargate, stickySeconds: 3600, ...checks(sticky) },
  };
}

/** How long a request may take, as it passes in the local cloud. */
export function limitMs(timeScale: number): number {
  return (longestRequestSeconds * 1000) / timeScale;
}
