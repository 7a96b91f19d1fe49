import { createServer } from "node:net";

/** Below the ports that Linux (32768) and macOS (49152) give to outgoing connections. */
const first = 20_000;
const last = 31_999;

/** Ports for processes that are yet to listen: no connection takes one of them in the meantime. */
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
