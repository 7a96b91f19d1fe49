import { type AddressInfo, createServer, type Server } from "node:net";
import type { Socket } from "node:dgram";

/** Listens on loopback; port 0 picks a free one. Returns the port. */
export function listen(
  server: Server,
  port = 0,
  host: "127.0.0.1" | "::1" = "127.0.0.1",
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const attempts = 20;

/** Both on one free loopback port, as a name server listens: a port free for TCP may be taken for UDP. */
export async function listenOnOnePort(tcp: Server, udp: Socket): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await listen(tcp);
    try {
      await bind(udp, port);
      return port;
    } catch (error) {
      await new Promise((closed) => tcp.close(closed));
      const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!taken || attempt === attempts) throw error;
    }
  }
}

function bind(udp: Socket, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    udp.once("error", reject);
    udp.bind(port, "127.0.0.1", () => {
      udp.removeListener("error", reject);
      resolve();
    });
  });
}

/** Below the ephemeral port ranges of Linux (from 32768) and macOS (from 49152). */
const first = 20_000;
const last = 31_999;

/** Ports for processes that will listen later: no outgoing connection takes one in the meantime. */
export class FreePorts {
  private next = first + Math.floor(((process.pid * 37) % (last - first)) / 2) * 2;

  async take(): Promise<number> {
    for (let attempt = first; attempt <= last; attempt++) {
      const port = this.next;
      this.next = port >= last ? first : port + 1;
      if (await isFree(port)) return port;
    }
    throw new Error(`no free port between ${first} and ${last}`);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
