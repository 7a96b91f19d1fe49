import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { generate } from "selfsigned";
import { Agent, request } from "undici";
import { httpReads, NotARead, onlyReads } from "../../../automation/adapters/reads";
import type { Read } from "../../../automation/world/reads";

const read: Read = {
  method: "GET",
  address: "10.0.0.1",
  hostName: "users.example.com",
  path: "/users/1?full=true",
  headers: { "x-bluegreen-color": "green", accept: "application/json" },
  timeoutSeconds: 5,
};

describe("the reads of a comparison", () => {
  let server: Server;
  let ca: string;
  let seen: { method: string; url: string; host: string; color: string }[] = [];
  let connections = 0;

  before(async () => {
    const pems = await generate([{ name: "commonName", value: "users" }], {
      extensions: [
        { name: "basicConstraints", cA: true },
        { name: "subjectAltName", altNames: [{ type: 2, value: read.hostName }] },
      ],
    });
    ca = pems.cert;
    server = createServer({ cert: pems.cert, key: pems.private }, (incoming, response) => {
      const { method = "", url = "", headers } = incoming;
      seen.push({ method, url, host: headers.host!, color: String(headers["x-bluegreen-color"]) });
      if (url === "/hang") return;
      if (url === "/endless") return void response.end(Buffer.alloc(9 * 1024 * 1024));
      if (url === "/gzip" || url === "/bomb") {
        response.writeHead(200, { "content-encoding": "gzip" });
        return void response.end(
          gzipSync(url === "/gzip" ? '{"a":1}' : Buffer.alloc(9 * 1024 * 1024)),
        );
      }
      if (url === "/moved") response.writeHead(302, { location: "/" });
      response.end("{}");
    });
    server.on("secureConnection", () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(() => {
    seen = [];
    connections = 0;
  });

  const port = () => (server.address() as AddressInfo).port;
  const reads = (signal = new AbortController().signal) =>
    httpReads({
      minuteMs: 60_000,
      signal,
      endpoint: () => Promise.resolve({ host: "127.0.0.1", port: port(), ca }),
    });

  it("reach the fleet of the header, by the name, at the address", async () => {
    const answer = await reads().send(read);
    expect(answer).to.include({ status: 200, body: "{}" });
    expect(answer).to.have.property("seconds").that.is.within(0, 5);
    expect(seen).to.deep.equal([
      { method: "GET", url: "/users/1?full=true", host: "users.example.com", color: "green" },
    ]);
  });

  it("keep their connections, so that few of them have to connect first", async () => {
    const all = reads();
    for (let count = 0; count < 20; count++) await all.send(read);
    // The next one may be sent while the one before is still being put away.
    expect(connections).to.be.within(1, 2);
  });

  it("follow no redirect: the answer is what is compared", async () => {
    expect(await reads().send({ ...read, path: "/moved" })).to.include({ status: 302 });
    expect(seen).to.have.length(1);
  });

  it("say why there was no answer, and end at once when the deployer is stopped", async () => {
    const late = await reads().send({ ...read, path: "/hang", timeoutSeconds: 0.05 });
    expect(late).to.deep.equal({ error: "The operation was aborted due to timeout" });
    const stopping = new AbortController();
    const stopped = reads(stopping.signal).send({ ...read, path: "/hang" });
    setTimeout(() => stopping.abort(new Error("stopped")), 20);
    expect(await stopped.catch((error: Error) => error.message)).to.equal("stopped");
  });

  it("reject an answer that is too large to keep in memory", async () => {
    expect(await reads().send({ ...read, path: "/endless" })).to.deep.equal({
      error: "Response content exceeded max size",
    });
  });

  it("compare what was compressed, not how", async () => {
    expect(await reads().send({ ...read, path: "/gzip" })).to.include({
      status: 200,
      body: '{"a":1}',
    });
    const head = await reads().send({ ...read, method: "HEAD", path: "/gzip" });
    expect(head).to.include({ status: 200, body: "" });
    expect(await reads().send({ ...read, path: "/bomb" })).to.deep.equal({
      error: "Cannot create a Buffer larger than 8388608 bytes",
    });
  });

  it("look up the address again after a failed lookup", async () => {
    let looks = 0;
    const all = httpReads({
      minuteMs: 60_000,
      signal: new AbortController().signal,
      endpoint: () =>
        ++looks === 1
          ? Promise.reject(new Error("no network"))
          : Promise.resolve({ host: "127.0.0.1", port: port(), ca }),
    });
    expect(await all.send(read).catch((error: Error) => error.message)).to.equal("no network");
    expect(await all.send(read)).to.include({ status: 200 });
  });

  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    it(`are never a ${method}`, async () => {
      const sent = reads().send({ ...read, method: method as "GET" });
      const refusal = await sent.catch((error: unknown) => error);
      expect(refusal).to.be.instanceOf(NotARead);
      expect(seen).to.deep.equal([]);
    });
  }

  it("have no body; without the checker, a POST and a body get through", async () => {
    const agent = new Agent({ connect: { servername: read.hostName, ca } });
    const send = (dispatcher: Agent | ReturnType<Agent["compose"]>, method: string, body: string) =>
      request(`https://127.0.0.1:${port()}/`, { method, body, dispatcher });
    const refusal = await send(agent.compose(onlyReads), "GET", "x").catch(
      (error: unknown) => error,
    );
    expect(refusal).to.be.instanceOf(NotARead);
    expect(seen).to.deep.equal([]);
    await send(agent, "POST", "x");
    expect(seen.map(({ method }) => method)).to.deep.equal(["POST"]);
    await agent.destroy();
  });
});
