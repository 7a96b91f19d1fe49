import { randomInt } from "node:crypto";
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

/** Over TCP a message follows its length in two bytes (RFC 1035, 4.2.2). */
const longestTcpBytes = 2 + 0xffff;

/**
 * Sends one query to one server by UDP, or by TCP if the answer is too large. Throws if there is
 * no answer. Answers decide when a fleet stops, so an answer counts only if it comes from the
 * server's own address and port, and repeats the query's random id and its question.
 */
export async function query(
  server: NameServer,
  type: "A" | "AAAA" | "NS",
  name: string,
  timeoutMs = 2000,
): Promise<DnsResponse> {
  const request: Packet = {
    type: "query",
    id: randomInt(0x10000),
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
      const response = answerTo(request, () => decode(message));
      if (response !== null) settle(() => resolve(response));
    });
    // A connected socket receives packets only from that address and port.
    socket.connect(port, host, (error?: Error) => {
      if (error) settle(() => reject(error));
      else socket.send(encode(request));
    });
  });
}

/** Null if it is not a DNS message or answers another query: anyone can send packets to a port. */
function answerTo(request: Packet, read: () => Packet): Packet | null {
  try {
    const response = read();
    const [asked, ...others] = response.questions ?? [];
    const [wanted] = request.questions!;
    const isAnswer =
      response.type === "response" &&
      response.id === request.id &&
      others.length === 0 &&
      asked?.type === wanted!.type &&
      (asked.class ?? "IN") === "IN" &&
      isSameName(asked.name, wanted!.name);
    return isAnswer ? response : null;
  } catch {
    return null;
  }
}

export function isSameName(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

const canonical = (name: string) => name.toLowerCase().replace(/\.$/, "");

function overTcp({ host, port }: NameServer, request: Packet, timeoutMs: number): Promise<Packet> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect({ host, port }, () => socket.write(streamEncode(request)));
    // Covers the whole answer: at one byte a second, an idle timeout would never fire.
    const timer = setTimeout(
      () => socket.destroy(new Error(`no answer over TCP within ${timeoutMs} ms`)),
      timeoutMs,
    );
    socket.on("error", reject);
    socket.on("close", () => {
      clearTimeout(timer);
      reject(new Error("connection closed before the answer was complete"));
    });
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]).subarray(0, longestTcpBytes);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const response = answerTo(request, () => streamDecode(received));
      if (response === null)
        socket.destroy(new Error("the answer over TCP is not one to this query"));
      else resolve(response);
      socket.destroy();
    });
  });
}
