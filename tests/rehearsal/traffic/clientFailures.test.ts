import { createSecureContext } from "node:tls";
import type { RequestListener } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { expect } from "chai";
import { generate } from "selfsigned";
import type { Surroundings } from "../../../rehearsal/traffic/client";
import type { ClientKindName } from "../../../rehearsal/traffic/kinds";
import { ClientRig, first, name } from "./clientRig";
import { answering, TinyCloud } from "./tinyCloud";

describe("a client", () => {
  let rig: ClientRig;
  let cloud: TinyCloud;

  beforeEach(async () => {
    rig = await ClientRig.start();
    cloud = rig.cloud;
  });

  afterEach(() => rig.stop());

  describe("counts as failed", () => {
    async function failure(kind: ClientKindName, changes?: Partial<Surroundings>): Promise<string> {
      const { outcome, address } = await rig.client(kind, changes).send("/version");
      return outcome.ok ? "answered" : `${outcome.phase} at ${address}: ${outcome.error}`;
    }

    const kinds = ["fresh", "ttl", "keepalive"] as const;

    it("a name without an address", async () => {
      cloud.addresses = [];
      for (const kind of kinds) {
        expect(await failure(kind)).to.equal(
          `resolve at null: ${name} has no address at tiny (NOERROR)`,
        );
      }
    });

    it("an address that leads nowhere", async () => {
      for (const kind of kinds) {
        expect(await failure(kind)).to.equal(`connect at ${first}: no route to ${first}`);
      }
    });

    it("an address where nothing listens", async () => {
      const server = await cloud.serve(first, answering("users", "v1"));
      await new Promise((done) => server.close(done));
      const { port } = cloud.endpoints[first]!;
      for (const kind of kinds) {
        expect(await failure(kind)).to.equal(
          `connect at ${first}: connect ECONNREFUSED 127.0.0.1:${port}`,
        );
      }
    });

    it("a certificate of another authority", async () => {
      await cloud.serve(first, answering("users", "v1"));
      const { cert } = await generate([{ name: "commonName", value: "other" }]);
      // Node.js 24 adds advice.
      expect(await failure("fresh", { trust: createSecureContext({ ca: cert }) })).to.match(
        /^connect at 10\.0\.0\.1: self-signed certificate(; if the root CA is installed locally, .*)?$/,
      );
    });

    it("a certificate for another name", async () => {
      const other = await TinyCloud.start(["matching.rehearsal.test"]);
      try {
        await other.serve(first, answering("users", "v1"));
        cloud.endpoints[first] = other.endpoints[first]!;
        expect(await failure("fresh", { trust: createSecureContext({ ca: other.ca }) })).to.match(
          /^connect at .*altnames/,
        );
      } finally {
        await other.stop();
      }
    });

    const answers: [string, RequestListener, RegExp][] = [
      [
        "a status that is not 200",
        (_request, response) => void response.writeHead(502).end("bad gateway"),
        /^status at 10\.0\.0\.1: 502 bad gateway$/,
      ],
      [
        "an answer from another service",
        answering("matching", "v1"),
        /^body at 10\.0\.0\.1: answered by matching, expected users$/,
      ],
      [
        "an answer from something else",
        (_request, response) => void response.end("<html>"),
        /^body at 10\.0\.0\.1: not an answer from a service: <html>$/,
      ],
      [
        "no answer in time",
        () => undefined,
        /^timeout at 10\.0\.0\.1: no complete answer within 400/,
      ],
      [
        "half an answer, and then silence",
        (_request, response) => void response.writeHead(200).write('{"service":'),
        /^timeout at 10\.0\.0\.1: no complete answer within 400/,
      ],
      [
        "half an answer, and then a close",
        (_request, response) => {
          response.writeHead(200, { "content-length": 100 }).write("{");
          setTimeout(() => response.destroy(), 20);
        },
        /^response at 10\.0\.0\.1: /,
      ],
      [
        "a new connection that is closed without an answer",
        (request) => void request.socket.destroy(),
        /^response at 10\.0\.0\.1: .*closed/,
      ],
    ];
    for (const [what, listener, expected] of answers) {
      it(what, async () => {
        await cloud.serve(first, listener);
        for (const found of await Promise.all(kinds.map((kind) => failure(kind)))) {
          expect(found).to.match(expected);
        }
      });
    }

    it("a connection that is never established", async () => {
      const silent = createServer(() => undefined);
      await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
      cloud.endpoints[first] = {
        host: "127.0.0.1",
        port: (silent.address() as AddressInfo).port,
      };
      try {
        expect(await failure("keepalive")).to.match(/^timeout at 10\.0\.0\.1/);
      } finally {
        silent.close();
      }
    });
  });
});
