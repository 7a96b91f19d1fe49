import { ChannelCredentials, Client, Metadata } from "@grpc/grpc-js";
import { methods } from "../../sample/grpcMethods";
import type { Place, Speaker } from "./speaker";

/** Messages are JSON (rehearsal/sample/grpc.ts). */
const toBytes = (message: string) => Buffer.from(message);
const toText = (bytes: Buffer) => bytes.toString();

/** The client that users of gRPC have, on a channel of its own to an address that was resolved by our own rule. */
export function grpcClient({ host, port, name, trust }: Place): Client {
  return new Client(`ipv4:${host}:${port}`, ChannelCredentials.createFromSecureContext(trust), {
    "grpc.ssl_target_name_override": name,
    "grpc.default_authority": name,
    // Channels with the same options would share their connections.
    "grpc.use_local_subchannel_pool": 1,
  });
}

export function speakGrpc(place: Place, metadata = new Metadata()): Speaker {
  const client = grpcClient(place);
  return {
    send: () =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(methods.say, toBytes, toText, "hello", metadata, (error, body) =>
          error ? reject(error) : resolve({ status: 200, body: body ?? "" }),
        );
      }),
    close: () => client.close(),
  };
}

/** A server's stream, until somebody ends it; `alive` gets what arrives. */
export async function watch(
  place: Place,
  alive: (message: string) => void,
  signal: AbortSignal,
): Promise<never> {
  const client = grpcClient(place);
  const stream = client.makeServerStreamRequest(methods.watch, toBytes, toText, "");
  const cancel = () => stream.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for await (const message of stream) alive(message as string);
  } finally {
    signal.removeEventListener("abort", cancel);
    client.close();
  }
  throw new Error("the stream was ended");
}
