import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { arrivedIsRead } from "../../timing";

export class TimeoutError extends Error {}

/** A message of gRPC without content. */
const emptyMessage = Buffer.alloc(5);

/** The HTTP status, or the gRPC status of a method. Each check opens its own connection. */
export async function statusOverHttp2(wanted: {
  path: string;
  port: number;
  timeoutMs: number;
  isGrpc: boolean;
}): Promise<number> {
  const session = connect(`http://127.0.0.1:${wanted.port}`);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      answerOn(session, wanted),
      new Promise<never>((_resolve, reject) => {
        const expire = () => void arrivedIsRead().then(() => reject(new TimeoutError()));
        timer = setTimeout(expire, wanted.timeoutMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    session.destroy();
  }
}

function answerOn(
  session: ClientHttp2Session,
  { path, isGrpc }: { path: string; isGrpc: boolean },
): Promise<number> {
  return new Promise((resolve, reject) => {
    session.on("error", reject);
    const stream = session.request({
      ":method": isGrpc ? "POST" : "GET",
      ":path": path,
      "user-agent": "ELB-HealthChecker/2.0",
      ...(isGrpc && { "content-type": "application/grpc", te: "trailers" }),
    });
    let status: number | undefined;
    const note = (grpcStatus: unknown) => {
      if (isGrpc && grpcStatus !== undefined) status = Number(grpcStatus);
    };
    stream.on("response", (headers) => {
      if (!isGrpc) status = headers[":status"];
      // Where there is no message, the status comes with the headers.
      note(headers["grpc-status"]);
    });
    stream.on("trailers", (trailers: IncomingHttpHeaders) => note(trailers["grpc-status"]));
    stream.on("error", reject);
    stream.on("close", () => {
      if (status === undefined) reject(new Error(`no status (${stream.rstCode})`));
      else resolve(status);
    });
    stream.resume();
    if (isGrpc) stream.end(emptyMessage);
    else stream.end();
  });
}
