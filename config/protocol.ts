import { z } from "zod";
import type { healthCheck } from "./healthCheckSchema";

/** What load balancers speak with tasks. Clients speak HTTP/1.1 or HTTP/2 with the load balancers. */
export const protocol = z.enum(["http1", "http2", "grpc"]);
export type Protocol = z.output<typeof protocol>;

const usualChecks: Record<Protocol, { path: string; matcher: string }> = {
  http1: { path: "/health", matcher: "200" },
  http2: { path: "/health", matcher: "200" },
  grpc: { path: "/grpc.health.v1.Health/Check", matcher: "0" },
};

/** With what follows from the protocol: a fleet keeps all of it, whatever it follows from later. */
export function withUsualCheck(given: z.output<typeof healthCheck>, speaks: Protocol) {
  const usual = usualChecks[speaks];
  return { ...given, path: given.path ?? usual.path, matcher: given.matcher ?? usual.matcher };
}

/** A gRPC method. Source: "gRPC health checks", User Guide for Application Load Balancers. */
export const methodPath = /^\/[^/]+\/[^/]+$/;

/** Codes and ranges of them, which may be mixed. Source: `Matcher`, Elastic Load Balancing API Reference. */
const codes = {
  http: {
    pattern: /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/,
    rule: "must be status codes from 200 to 499 in quotes, such as `200`, `200,204` or `200-299`",
    range: "200-299",
  },
  grpc: {
    pattern: /^\d\d?(-\d\d?)?(,\d\d?(-\d\d?)?)*$/,
    rule: "must be gRPC status codes from 0 to 99 in quotes, such as `0`, `0,12` or `0-5`",
    range: "0-5",
  },
};

/** Why a health check can't match such answers; null if it can. */
export function matcherProblem(speaks: Protocol, matcher: string): string | null {
  const { pattern, rule, range } = codes[speaks === "grpc" ? "grpc" : "http"];
  if (!pattern.test(matcher)) return `${rule}, found \`${matcher}\``;
  if (matcher.split(",").every(isInOrder)) return null;
  return `has a range that ends before it begins; write it as in \`${range}\``;
}

function isInOrder(range: string): boolean {
  const [first, last = first] = range.split("-").map(Number);
  return first! <= last!;
}

/** Ports on which load balancers reach a service's tasks besides its own. */
export function healthPorts(
  service:
    { kind: "worker" } | { kind: "api"; port: number; healthCheck: { port?: number | undefined } },
): number[] {
  if (service.kind === "worker") return [];
  const { port } = service.healthCheck;
  return port === undefined || port === service.port ? [] : [port];
}
