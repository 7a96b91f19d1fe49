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

  it("gives up if that one is closed too", async () => {
    cut = 2;
    expect(await failure(client().faults())).to.equal("fetch failed");
    expect(asked).to.have.length(2);
  });

  it("never repeats a command", async () => {
    cut = 1;
    expect(await failure(client().clearFaults())).to.equal("fetch failed");
    expect(asked).to.deep.equal(["POST /clearFaults"]);
  });
});
