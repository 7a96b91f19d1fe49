import { createSocket, type Socket } from "node:dgram";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { AUTHORITATIVE_ANSWER, decode, encode } from "dns-packet";
import { generate } from "selfsigned";
import type { Endpoint } from "../../../rehearsal/traffic/addressBook";
import type { NameServer } from "../../../rehearsal/traffic/stubResolver";

/** One name server with one answer for every name, and HTTPS servers that stand for addresses. */
export class TinyCloud {
  /** DNS's answer; empty: the name has no address. */
  addresses: string[] = [];
  ttlSeconds = 1;
  /** Queried names, in order. */
  asked: string[] = [];
  readonly endpoints: Record<string, Endpoint> = {};
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Duplex>();

  private constructor(
    private readonly dns: Socket,
    private readonly tls: { key: string; cert: string },
  ) {}

  static async start(names: readonly string[]): Promise<TinyCloud> {
    const altNames = names.map((value) => ({ type: 2 as const, value }));
    const { private: key, cert } = await generate([{ name: "commonName", value: "tiny" }], {
      keyType: "ec",
      extensions: [
        { name: "basicConstraints", cA: true },
        { name: "subjectAltName", altNames },
      ],
    });
    const dns = createSocket("udp4");
    await new Promise<void>((resolve) => dns.bind(0, "127.0.0.1", resolve));
    const cloud = new TinyCloud(dns, { key, cert });
    dns.on("message", (message, peer) => dns.send(cloud.#answer(message), peer.port, peer.address));
    return cloud;
  }

  get ca(): string {
    return this.tls.cert;
  }

  /** Of its servers, for another one. */
  get keyPair(): { key: string; cert: string } {
    return this.tls;
  }

  get nameServers(): [NameServer] {
    return [{ name: "tiny", host: "127.0.0.1", port: this.dns.address().port }];
  }

  /** An HTTPS server behind an address. */
  async serve(address: string, listener: RequestListener): Promise<Server> {
    const server = createServer({ ...this.tls, keepAliveTimeout: 60_000 }, listener);
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#servers.push(server);
    this.endpoints[address] = {
      host: "127.0.0.1",
      port: (server.address() as AddressInfo).port,
    };
    return server;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((done) => server.close(done))));
    await new Promise<void>((done) => this.dns.close(done));
  }

  #answer(message: Buffer): Buffer {
    const { id, questions = [] } = decode(message);
    const name = questions[0]?.name ?? "";
    this.asked.push(name);
    return encode({
      type: "response",
      id,
      flags: AUTHORITATIVE_ANSWER,
      questions,
      answers: this.addresses.map((data) => ({ type: "A", name, ttl: this.ttlSeconds, data })),
    });
  }
}

/** Answers as the sample service does. */
export function answering(service: string, version: string): RequestListener {
  return (_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ service, version, digest: `sha256:${version}` }));
  };
}
