import type { ServerHttp2Stream } from "node:http2";
import { whoAmI } from "./answers";
import { methods } from "./grpcMethods";
import { image } from "./image";

/** As `google.rpc.Code` numbers them. */
const codes = { ok: 0, unimplemented: 12, unavailable: 14 };

const watchMs = 200;

/** As much of gRPC as the rehearsal's clients and load balancers need: unary calls and server streaming. */
export function serveGrpc(stream: ServerHttp2Stream, path: string): void {
  stream.on("error", () => undefined);
  switch (path) {
    case methods.say:
      return say(stream);
    case methods.watch:
      return watch(stream);
    case methods.health:
      // A method can't have an answer of HTTP: what the load balancer reads is this status.
      return image.healthy ? answer(stream, Buffer.alloc(0)) : end(stream, codes.unavailable);
    default:
      return end(stream, codes.unimplemented);
  }
}

function say(stream: ServerHttp2Stream): void {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    const said = messageIn(Buffer.concat(chunks));
    answer(stream, json({ ...whoAmI(), said }));
  });
}

function watch(stream: ServerHttp2Stream): void {
  begin(stream, codes.ok);
  stream.write(framed(json(whoAmI())));
  let count = 0;
  const timer = setInterval(() => stream.write(framed(json(++count))), watchMs);
  stream.on("close", () => clearInterval(timer));
}

function answer(stream: ServerHttp2Stream, message: Buffer): void {
  begin(stream, codes.ok);
  stream.end(framed(message));
}

/** Without a message. */
function end(stream: ServerHttp2Stream, status: number): void {
  stream.respond({ ...headers, "grpc-status": String(status) }, { endStream: true });
}

const headers = { ":status": 200, "content-type": "application/grpc+json" };

function begin(stream: ServerHttp2Stream, status: number): void {
  stream.respond(headers, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(status) }));
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** Not compressed; the length comes first. */
function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function messageIn(body: Buffer): string {
  return body.subarray(5).toString();
}
