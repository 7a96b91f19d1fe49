import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const text = 1;
const close = 8;
/** RFC 6455, 1.3. */
const accepted = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** As much of RFC 6455 as the rehearsal's clients need: says hello, then echoes short text messages. */
export function serveWebSocket(
  { headers }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  hello: string,
): void {
  const key = headers["sec-websocket-key"] ?? "";
  const proof = createHash("sha1").update(`${key}${accepted}`).digest("base64");
  const lines = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${proof}`];
  socket.write(["HTTP/1.1 101 Switching Protocols", ...lines, "", ""].join("\r\n"));
  socket.write(frame(text, Buffer.from(hello)));
  let unread = head;
  const read = (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (let next = firstFrame(unread); next; next = firstFrame(unread)) {
      unread = unread.subarray(next.size);
      if (next.opcode === text) socket.write(frame(text, next.payload));
      if (next.opcode === close) socket.end(frame(close, next.payload));
    }
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", read);
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const size = length < 126 ? [length] : [126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size]), payload]);
}

/** Undefined until it is there completely. A client masks what it sends. */
function firstFrame(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const maskAt = short === 126 ? 4 : 2;
  if (bytes.length < maskAt + 4) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  const size = maskAt + 4 + length;
  if (bytes.length < size) return undefined;
  const payload = Buffer.from(bytes.subarray(maskAt + 4, size));
  for (let index = 0; index < length; index++) payload[index]! ^= bytes[maskAt + (index % 4)]!;
  return { opcode: bytes[0]! & 0x0f, payload, size };
}
