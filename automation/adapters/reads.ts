import type { Dispatcher } from "undici";
import type { Endpoint } from "../world/connected";
import type { Read, ReadAnswer, Reads } from "../world/reads";
import { decoded } from "./contentEncoding";

export interface ReadsOptions {
  endpoint: Endpoint;
  /** See Reads. */
  minuteMs: number;
  signal: AbortSignal;
}

/** Longer than a comparison pauses between two requests, so that few of them have to connect first. */
const idleMs = 55_000;

/**
 * A candidate may send an endless response, and many responses are held in memory for comparison.
 */
const longestBodyBytes = 8 * 1024 * 1024;

/** Over HTTPS, on connections that are kept open, one pool for each name at an address. */
export function httpReads({ endpoint, minuteMs, signal }: ReadsOptions): Reads {
  const pools = new Map<string, Promise<{ origin: string; dispatcher: Dispatcher }>>();
  const open = async ({ address, hostName, http2 }: Read) => {
    const { Agent } = lazyUndici();
    const { host, port, ca } = await endpoint(address);
    const agent = new Agent({
      keepAliveTimeout: idleMs,
      maxResponseSize: longestBodyBytes,
      allowH2: http2 ?? false,
      connect: { servername: hostName, ...(ca === undefined ? {} : { ca }) },
    });
    return { origin: `https://${host}:${port}`, dispatcher: agent.compose(onlyReads) };
  };
  return {
    minuteMs,
    send: async (read) => {
      const key = `${read.address} ${read.hostName}`;
      const pool = pools.get(key) ?? open(read);
      pools.set(key, pool);
      // The next read tries again.
      pool.catch(() => pools.delete(key));
      return answerOf(read, await pool, signal);
    },
  };
}

async function answerOf(
  { method, path, hostName, headers, timeoutSeconds }: Read,
  { origin, dispatcher }: { origin: string; dispatcher: Dispatcher },
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const started = performance.now();
  try {
    const response = await lazyUndici().request(`${origin}${path}`, {
      method,
      headers: { ...headers, host: hostName },
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]),
    });
    const sent = await response.body.arrayBuffer();
    const seconds = (performance.now() - started) / 1000;
    const body = await decoded(sent, response.headers["content-encoding"], longestBodyBytes);
    return { status: response.statusCode, body, seconds };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotARead) throw error;
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** A bug or an attack: the request could have changed something in production. */
export class NotARead extends Error {}

/** The last check before a request is sent. */
export const onlyReads: Dispatcher.DispatcherComposeInterceptor =
  (dispatch) => (options, handler) => {
    const { method, body, upgrade } = options;
    if ((method === "GET" || method === "HEAD") && !body && !upgrade) {
      return dispatch(options, handler);
    }
    throw new NotARead(`a comparison sends GET and HEAD without a body, not ${method}`);
  };

/** Loaded on demand: it takes a while. */
const lazyUndici = () => require("undici") as typeof import("undici");
