import type { SecureContext } from "node:tls";
import type { Endpoint } from "../addressBook";

/** How a client speaks with one load balancer, on a connection that it keeps. */
export interface Speaker {
  /** Sends one request; what was answered. Rejects if there was no complete answer. */
  send: () => Promise<{ status: number; body: string }>;
  /** Breaks off what is open. */
  close: () => void;
}

/** Where a client connects to. */
export interface Place extends Endpoint {
  /** Production name, for the certificate and the load balancer's rules. */
  name: string;
  trust: SecureContext;
}
