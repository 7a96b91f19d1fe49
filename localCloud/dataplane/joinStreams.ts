import type { Duplex } from "node:stream";
import type { Target } from "./target";

/**
 * After a target has agreed to another protocol, such as WebSocket: bytes pass both ways until either side
 * closes, nothing passes for the idle timeout that the client's connection has, or the target is closed.
 */
export function joinStreams(
  client: Duplex,
  upstream: Duplex,
  target: Target,
  rawHeaders: readonly (string | Buffer)[],
): void {
  const lines = ["HTTP/1.1 101 Switching Protocols"];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push(`${String(rawHeaders[index])}: ${String(rawHeaders[index + 1])}`);
  }
  client.write(`${lines.join("\r\n")}\r\n\r\n`);
  target.upgraded.add(upstream);
  const end = () => {
    if (!target.upgraded.delete(upstream)) return;
    target.inFlight--;
    client.destroy();
    upstream.destroy();
  };
  for (const stream of [client, upstream]) stream.on("error", end).on("close", end);
  client.on("timeout", end);
  client.pipe(upstream);
  upstream.pipe(client);
}
