import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { expect } from "chai";
import { cloudClient } from "../../localCloud/api/client";

describe("a client of the local cloud", () => {
  let server: Server;
  let asked: string[];
  /** How many of the first requests end with a closed connection. */
  let cut: number;

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (asked.length <= cut) request.socket.destroy();
      else response.end("[]");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => server.close());

  const client = () => cloudClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const failure = (action: Promise<unknown>) =>
    action.then(
      () => "none",
      (error: Error) => error.message,
    );

  it("retries a read once if its connection was closed", async () => {
    cut = 1;
    expect(await client().faults()).to.deep.equal([]);
    expect(asked).to.deep.equal(["GET /faults", "GET /faults"]);
  });

  it("gives up after four times, and says which cloud it asked", async () => {
    cut = 4;
    expect(await failure(client().faults())).to.match(/^the local cloud at 127.0.0.1:\d+ can't/);
    expect(asked).to.have.length(4);
  });

  it("does not mistake somebody else's page for an answer", async () => {
    server.removeAllListeners("request");
    server.on("request", (_, response) => response.writeHead(503).end("<html></html>"));
    expect(await failure(client().faults())).to.match(
      /^the local cloud at 127.0.0.1:\d+ can't be reached: 503, which is not an answer of the local cloud$/,
    );
  });

  it("never repeats a command", async () => {
    cut = 1;
    expect(await failure(client().clearFaults())).to.match(/can't be reached: other side closed$/);
    expect(asked).to.deep.equal(["POST /clearFaults"]);
  });
});
