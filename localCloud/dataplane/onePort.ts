import type { Socket } from "node:dgram";
import type { Server } from "node:net";
import { listen } from "../listen";

const attempts = 20;

/** Both on one free loopback port, as a name server listens: what is free for TCP may be taken for UDP. */
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
