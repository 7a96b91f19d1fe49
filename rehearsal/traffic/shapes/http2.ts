import { type ClientHttp2Session, connect, constants } from "node:http2";
import type { Place, Speaker } from "./speaker";

/** Now and then one that is in flight whenever a target is taken away. */
const paths = { quick: "/", slow: "/slow?ms=300", slowEvery: 10 };

/** What a server refuses before it has done anything, clients send once more (RFC 9113, 8.7). */
class Refused extends Error {}

/** One connection, opened again when the load balancer has closed it. */
export function speakHttp2({ host, port, name, trust }: Place): Speaker {
  let session: ClientHttp2Session | undefined;
  let sent = 0;
  const open = () => {
    if (session && !session.closed && !session.destroyed) return session;
    session = connect(`https://${host}:${port}`, { servername: name, secureContext: trust });
    // Its streams say it, too.
    session.on("error", () => undefined);
    return session;
  };
  return {
    send: async () => {
      const path = ++sent % paths.slowEvery === 0 ? paths.slow : paths.quick;
      try {
        return await get(open(), name, path);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        session?.close();
        session = undefined;
        return get(open(), name, path);
      }
    },
    close: () => session?.destroy(),
  };
}

function get(
  session: ClientHttp2Session,
  name: string,
  path: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":path": path, ":authority": name });
    let status = 0;
    let hasEnded = false;
    const chunks: Buffer[] = [];
    stream.on("response", (headers) => (status = headers[":status"] ?? 0));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => (hasEnded = true));
    stream.on("error", (error: Error) => reject(isRefused(stream.rstCode) ? new Refused() : error));
    stream.on("close", () => {
      if (isRefused(stream.rstCode)) reject(new Refused());
      else if (hasEnded && status !== 0)
        resolve({ status, body: Buffer.concat(chunks).toString() });
      else reject(new Error(`the stream was closed (${stream.rstCode})`));
    });
    stream.end();
  });
}

const isRefused = (code: number | undefined) => code === constants.NGHTTP2_REFUSED_STREAM;
