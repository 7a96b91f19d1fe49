import { createSocket } from "node:dgram";
import { connect } from "node:net";
import {
  decode,
  encode,
  type Packet,
  streamDecode,
  streamEncode,
  TRUNCATED_RESPONSE,
} from "dns-packet";

export interface NameServer {
  /** Name of the server, such as `ns-1.awsdns-00.com`. */
  name: string;
  host: string;
  port: number;
}

export type DnsResponse = Packet & { rcode: string };

/** Sends one query to one server by UDP, or by TCP if the answer is too large. Throws if there is no answer. */
export async function query(
  server: NameServer,
  type: "A" | "NS",
  name: string,
  timeoutMs = 2000,
): Promise<DnsResponse> {
  const request: Packet = {
    type: "query",
    id: Math.floor(Math.random() * 0xffff),
    questions: [{ type, name }],
  };
  const response = await overUdp(server, request, timeoutMs);
  const truncated = ((response.flags ?? 0) & TRUNCATED_RESPONSE) !== 0;
  return (truncated ? await overTcp(server, request, timeoutMs) : response) as DnsResponse;
}

function overUdp({ host, port }: NameServer, request: Packet, timeoutMs: number): Promise<Packet> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const settle = (act: () => void) => {
      clearTimeout(timer);
      socket.close();
      act();
    };
    const timer = setTimeout(
      () => settle(() => reject(new Error(`no answer within ${timeoutMs} ms`))),
      timeoutMs,
    );
    socket.once("error", (error) => settle(() => reject(error)));
    socket.on("message", (message) => {
      const response = decoded(message);
      if (response !== null && response.id === request.id) settle(() => resolve(response));
    });
    socket.send(encode(request), port, host);
  });
}

/** Null if it is not a DNS message: anyone can send bytes to a UDP port. */
function decoded(message: Buffer): Packet | null {
  try {
    return decode(message);
  } catch {
    return null;
  }
}

function overTcp({ host, port }: NameServer, request: Packet, timeoutMs: number): Promise<Packet> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host, port }, () => socket.write(streamEncode(request)));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error("no answer over TCP")));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("connection closed before the answer was complete")));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      const received = Buffer.concat(chunks);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      resolve(streamDecode(received));
      socket.destroy();
    });
  });
}
