import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { request } from "node:https";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { EdgeRig, host, stall } from "./edgeRig";

const unlimited = { idleTimeout: 60 };

/** `/events` sends one each 20 ms and never ends, `/slow` answers after 100 ms, the rest is echoed. */
const serve: RequestListener = (request, response) => {
  if (request.url === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const timer = setInterval(() => response.write("data: 1\n\n"), 20);
    response.on("close", () => clearInterval(timer));
  } else if (request.url === "/slow") {
    setTimeout(() => response.end("whole"), 100);
  } else if (request.url === "/begin") {
    response.writeHead(200).flushHeaders();
  } else if (request.url === "/echo") {
    request.pipe(response.writeHead(200));
  }
};

describe("long requests at a load balancer of the local cloud", () => {
  let rig: EdgeRig;
  afterEach(() => rig.stop());

  const get = (path: string) => rig.client.request({ path, method: "GET", headers: { host } });

  const put = (path: string, body: Readable) =>
    rig.client.request({ path, method: "POST", headers: { host }, body });

  async function* trickle(parts: number, everyMs: number): AsyncGenerator<string> {
    for (let part = 0; part < parts; part++) {
      await sleep(everyMs);
      yield "x";
    }
  }

  it("pass in both directions as they come", async () => {
    rig = await EdgeRig.start(unlimited, serve);
    const upload = new Readable({ read: () => undefined });
    upload.push("first");
    const { statusCode, body } = await put("/echo", upload);
    expect(statusCode).to.equal(200);
    expect(String((await once(body, "data"))[0])).to.equal("first");
    upload.push("second");
    expect(String((await once(body, "data"))[0])).to.equal("second");
    upload.push(null);
    await once(body, "end");
  });

  it("begin with their headers, even if a body comes much later", async () => {
    rig = await EdgeRig.start(unlimited, serve);
    const { statusCode, body } = await get("/begin");
    expect(statusCode).to.equal(200);
    body.on("error", () => undefined).destroy();
  });

  it("finish while their target deregisters", async () => {
    rig = await EdgeRig.start(unlimited, serve);
    rig.group.settings.deregistrationDelay = 50;
    const [slow, upload] = [get("/slow"), put("/echo", Readable.from(trickle(5, 20)))];
    await rig.reached(2);
    const gone = rig.deregister();
    const answers = [await (await slow).body.text(), await (await upload).body.text()];
    expect(answers).to.deep.equal(["whole", "xxxxx"]);
    await gone;
  });

  it("are closed when the deregistration delay is over, and not before", async () => {
    rig = await EdgeRig.start(unlimited, serve);
    const { body } = await get("/events");
    const ended = text(body).then(
      () => "ended",
      (error: NodeJS.ErrnoException) => error.code,
    );
    const startedMs = performance.now();
    await rig.deregister();
    expect(await ended).to.equal("UND_ERR_SOCKET");
    expect(performance.now() - startedMs).to.be.at.least(195);
  });

  it("finish if their answers came before that, even if the machine stalled until after it", async () => {
    rig = await EdgeRig.start(unlimited, (_, response) => {
      gone = rig.deregister();
      response.end("whole");
      process.nextTick(stall, 300);
    });
    let gone: Promise<void> | undefined;
    const { statusCode, body } = await get("/");
    expect({ statusCode, text: await body.text() }).to.deep.equal({
      ...{ statusCode: 200, text: "whole" },
    });
    await gone;
  });

  it("are then answered with 502 if no part of an answer has arrived", async () => {
    rig = await EdgeRig.start(unlimited, () => undefined);
    const never = get("/never");
    await rig.reached(1);
    await rig.deregister();
    expect((await never).statusCode).to.equal(502);
  });

  it("are closed at once while a test has turned draining off", async () => {
    rig = await EdgeRig.start(unlimited, serve);
    rig.group.draining = false;
    const slow = get("/slow");
    await rig.reached(1);
    await rig.deregister();
    expect((await slow).statusCode).to.equal(502);
  });
});

describe("the idle timeout of a load balancer of the local cloud", () => {
  let rig: EdgeRig;
  afterEach(() => rig.stop());

  const send = (path: string, body?: Readable) =>
    rig.client.request({ path, method: body ? "POST" : "GET", headers: { host }, body });

  it("does not end a request that trickles", async () => {
    rig = await EdgeRig.start({ idleTimeout: 1 }, serve);
    async function* parts() {
      for (let part = 0; part < 5; part++) {
        yield "x";
        await sleep(250);
      }
    }
    const { statusCode, body } = await send("/echo", Readable.from(parts()));
    expect({ statusCode, text: await body.text() }).to.deep.equal({
      statusCode: 200,
      text: "xxxxx",
    });
  });

  it("answers 504 without an answer, and 408 without the rest of the request", async () => {
    rig = await EdgeRig.start({ idleTimeout: 0.4 }, () => undefined);
    expect((await send("/never")).statusCode).to.equal(504);
    const upload = new Readable({ read: () => undefined });
    upload.push("first");
    upload.on("error", () => undefined);
    const { statusCode, headers } = await send("/never", upload);
    expect({ statusCode, closing: headers.connection }).to.deep.equal({
      ...{ statusCode: 408, closing: "close" },
    });
  });

  it("closes an answer that has begun", async () => {
    rig = await EdgeRig.start({ idleTimeout: 0.4 }, serve);
    const { body } = await send("/begin");
    const error = await body.text().catch((thrown: NodeJS.ErrnoException) => thrown.code);
    expect(error).to.equal("UND_ERR_SOCKET");
  });
});

describe("a WebSocket at a load balancer of the local cloud", () => {
  let rig: EdgeRig;
  afterEach(() => rig.stop());

  const start = (idleTimeout: number) =>
    EdgeRig.start({ idleTimeout }, serve, (server) =>
      server.on("upgrade", (request, socket) => {
        if (request.url !== "/socket") return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        socket.write(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            "Sec-WebSocket-Accept: yes\r\n\r\nhello",
        );
        socket.on("error", () => undefined).pipe(socket);
      }),
    );

  const open = (path: string) =>
    rig.client.upgrade({ path, protocol: "websocket", headers: { host } });

  it("passes what either side says", async () => {
    rig = await start(60);
    const { headers, socket } = await open("/socket");
    expect(headers["sec-websocket-accept"]).to.equal("yes");
    expect(String((await once(socket, "data"))[0])).to.equal("hello");
    socket.write("echo");
    expect(String((await once(socket, "data"))[0])).to.equal("echo");
    socket.destroy();
  });

  it("is counted as a request, and refused as one", async () => {
    rig = await start(60);
    expect(await refusal("/other")).to.equal(403);
    await rig.deregister();
    expect(await refusal("/socket")).to.equal(503);
    expect(rig.edge.traffic.requests(host, 10)).to.equal(2);
  });

  /** Status of the answer, since undici has none for a refused upgrade. */
  async function refusal(path: string): Promise<number | undefined> {
    const { port, ca } = rig;
    const headers = { host, connection: "upgrade", upgrade: "websocket" };
    const sent = request({ host: "127.0.0.1", port, path, headers, ca, servername: host }).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  }

  it("is closed when the deregistration delay of its target is over", async () => {
    rig = await start(60);
    const { socket } = await open("/socket");
    socket.on("data", () => undefined).on("error", () => undefined);
    const startedMs = performance.now();
    const gone = rig.deregister();
    await once(socket, "close");
    expect(performance.now() - startedMs).to.be.at.least(195);
    await gone;
  });

  it("is closed when nothing has passed for the idle timeout", async () => {
    rig = await start(0.8);
    const { socket } = await open("/socket");
    socket.on("data", () => undefined).on("error", () => undefined);
    for (let count = 0; count < 6; count++) {
      await sleep(150);
      expect(socket.destroyed).to.equal(false);
      socket.write("x");
    }
    const startedMs = performance.now();
    await once(socket, "close");
    expect(performance.now() - startedMs).to.be.at.least(790);
  });
});
