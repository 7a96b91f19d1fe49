import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "undici";
import type { Connection } from "../connection";
import { watch } from "../shapes/grpc";
import type { Place } from "../shapes/speaker";
import type { LongKindName } from "./kinds";

export interface Exchange {
  connection: Connection;
  /** Where a client goes that has a connection of its own. */
  place: () => Promise<Place>;
  /** Production name. */
  name: string;
  path: string;
  /** How long an upload or an answer takes. */
  durationMs: number;
  /** Called whenever something arrives. */
  alive: (first?: string) => void;
  /** Ends a stream from the client's side, also one that hangs. */
  signal: AbortSignal;
}

/** What arrived: of a request that ends, all of its answer. */
export type Play = (exchange: Exchange) => Promise<{ status: number; body: string }>;

const everyMs = 200;

/** Ends when the answer is complete; streams end by being closed, which rejects or resolves. */
export const plays: Record<LongKindName, Play> = {
  upload: async ({ connection, path, durationMs }) => {
    const parts = Math.ceil(durationMs / everyMs);
    const body = Readable.from(trickle(parts), { objectMode: false });
    const answer = await connection.request({ path, method: "POST", body });
    const text = await answer.body.text();
    const { bytes } = (answer.statusCode === 200 ? JSON.parse(text) : {}) as { bytes?: number };
    if (bytes !== undefined && bytes !== parts) {
      throw new Error(`${bytes} of ${parts} bytes arrived`);
    }
    return { status: answer.statusCode, body: text };
  },
  response: async ({ connection, path }) => {
    const { statusCode, body } = await connection.request({ path, method: "GET" });
    return { status: statusCode, body: await body.text() };
  },
  events: async ({ connection, path, alive, signal }) => {
    const { statusCode, body } = await connection.request({ path, method: "GET", signal });
    if (statusCode !== 200) return { status: statusCode, body: await body.text() };
    for await (const chunk of body) alive(/^data: (.*)$/m.exec(String(chunk))?.[1]);
    throw new Error("the stream was ended");
  },
  websocket: ({ connection, name, path, alive, signal }) =>
    new Promise((_resolve, reject) => {
      const socket = new WebSocket(`wss://${name}${path}`, { dispatcher: connection });
      let sent = 0;
      const timer = setInterval(() => {
        if (socket.readyState === socket.OPEN) socket.send(String(++sent));
      }, everyMs);
      socket.onmessage = ({ data }) => alive(String(data));
      socket.onclose = ({ code }) => {
        clearInterval(timer);
        reject(new Error(`the WebSocket was closed (${code})`));
      };
      signal.addEventListener("abort", () => socket.close(), { once: true });
    }),
  "grpc-watch": async ({ place, alive, signal }) => watch(await place(), alive, signal),
};

/** Keeps its pace on a busy machine, so that it takes as long as it should. */
async function* trickle(parts: number): AsyncGenerator<Buffer> {
  const beganMs = performance.now();
  for (let part = 1; part <= parts; part++) {
    await sleep(Math.max(0, beganMs + part * everyMs - performance.now()));
    yield Buffer.from("x");
  }
}
