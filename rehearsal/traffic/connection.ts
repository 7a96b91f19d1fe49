import type { SecureContext } from "node:tls";
import { buildConnector, Client, type Dispatcher } from "undici";
import type { Endpoint } from "./addressBook";
import { patientTimeoutMs } from "./protocol";

/** A failure before the connection was established; `cause` says why. */
export class ConnectError extends Error {
  override name = "ConnectError";
}

/** A failure before there was an address to connect to. */
export class NoAddressError extends Error {
  override name = "NoAddressError";
}

/** Where a connection goes when it is opened. */
export interface Route {
  /** Resolves the name by the client's own rule. */
  address: () => string | Promise<string>;
  endpoint: (address: string) => Promise<Endpoint>;
}

/** Passed along with a request, to learn which connection carries it. */
export interface RequestOptions extends Dispatcher.DispatchOptions {
  carriedBy?(connection: Connection): void;
}

/** The request has its own deadline. */
const connectTimeoutMs = patientTimeoutMs;
/** Longer than any server's idle timeout, so that it is the server that closes. */
const keepAliveMs = 600_000;

/**
 * One connection of a pool at a time, reopened when it has ended. It records the address it is connected
 * to, and whether it has already carried an answer.
 */
export class Connection extends Client {
  /** Answers since it was last opened. */
  answers = 0;
  /** Undefined until the name was resolved. */
  address: string | undefined;

  constructor(origin: URL, route: Route, trust: SecureContext) {
    super(origin, {
      connect: connector(route, trust, (address) => (this.address = address)),
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // The request has its own deadline.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.on("connect", () => (this.answers = 0));
  }

  override dispatch(options: RequestOptions, handler: Dispatcher.DispatchHandler): boolean {
    options.carriedBy?.(this);
    return super.dispatch(options, handler);
  }
}

function connector(
  route: Route,
  trust: SecureContext,
  onAddress: (address: string) => void,
): buildConnector.connector {
  // Without cached sessions each connection verifies the certificate anew.
  const connect = buildConnector({
    secureContext: trust,
    timeout: connectTimeoutMs,
    maxCachedSessions: 0,
  });
  return (options, callback) => {
    const fail = (error: Error) => callback(error, null);
    void findEndpoint(route, onAddress).then((endpoint) => {
      connect(
        { ...options, hostname: endpoint.host, port: String(endpoint.port) },
        (...[error, socket]: buildConnector.CallbackArgs) =>
          error ? fail(connectError(error)) : callback(null, socket),
      );
    }, fail);
  };
}

async function findEndpoint(route: Route, onAddress: (address: string) => void): Promise<Endpoint> {
  let address: string;
  try {
    address = await route.address();
  } catch (error) {
    throw new NoAddressError(message(error), { cause: error });
  }
  onAddress(address);
  try {
    return await route.endpoint(address);
  } catch (error) {
    throw connectError(error);
  }
}

function connectError(error: unknown): ConnectError {
  return new ConnectError(message(error), { cause: error });
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
