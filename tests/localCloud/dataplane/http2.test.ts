import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Client,
  credentials,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceError,
  status as grpcStatus,
} from "@grpc/grpc-js";
import { expect } from "chai";
import { Agent, request } from "undici";
import { checkOnce } from "../../../localCloud/dataplane/healthCheck";
import { healthCheck, host } from "./edgeRig";
import { ask, Http2Rig } from "./http2Rig";

const grpcHealth = { ...healthCheck, path: "/grpc.health.v1.Health/Check", matcher: "0" };
const bytes = (value: Buffer) => value;

describe("HTTP/2 at a load balancer of the local cloud", () => {
  let rig: Http2Rig;
  afterEach(() => rig.stop());

  it("is translated for a target that speaks HTTP/1.1", async () => {
    rig = await Http2Rig.start();
    await rig.http1("a", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { host: name, "x-forwarded-proto": proto } = request.headers;
        response.setHeader("x-named", `${request.method} ${name} ${String(proto)}`);
        response.writeHead(201).end(Buffer.concat(chunks));
      });
    });
    const session = rig.connect();
    const answer = await ask(session, { ":method": "POST", ":path": "/a?b=c" }, "hello");
    expect([answer.status, answer.body]).to.deep.equal([201, "hello"]);
    expect(answer.headers["x-named"]).to.equal(`POST ${host} https`);
    expect((await ask(session)).status).to.equal(201);
  });

  it("reaches a target that speaks it, with its trailers and many requests on one connection", async () => {
    rig = await Http2Rig.start({ speaks: "http2" });
    const seen = new Set<unknown>();
    await rig.http2("a", (stream, headers) => {
      seen.add(stream.session);
      stream.respond({ ":status": 200, "x-path": headers[":path"] }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-sum": "1" }));
      stream.end("ok");
    });
    const session = rig.connect();
    const paths = ["/1", "/2", "/3"];
    const answers = await Promise.all(paths.map((path) => ask(session, { ":path": path })));
    expect(answers.map(({ headers }) => headers["x-path"])).to.deep.equal(paths);
    expect(answers.map(({ trailers }) => trailers["x-sum"])).to.deep.equal(["1", "1", "1"]);
    expect(seen.size).to.equal(1);
  });

  it("answers 464 where client and target group speak different protocols, as AWS does", async () => {
    rig = await Http2Rig.start({ speaks: "http2" });
    await rig.http2("a", (stream) => stream.respond({}, { endStream: true }));
    const agent = new Agent({ connect: { servername: host, ca: rig.ca } });
    const url = `https://127.0.0.1:${rig.listener.localPort}/`;
    const { statusCode } = await request(url, { headers: { host }, dispatcher: agent });
    expect(statusCode).to.equal(464);
    await agent.close();
    rig.groups["group"]!.settings = { healthCheck, deregistrationDelay: 1 };
    const grpc = await ask(rig.connect(), {
      ":method": "POST",
      "content-type": "application/grpc",
    });
    expect(grpc.status).to.equal(464);
  });

  it("answers 502 if the target has gone, and resets what had begun", async () => {
    rig = await Http2Rig.start({ speaks: "http2" });
    await rig.http2("a", (stream, headers) => {
      if (headers[":path"] === "/reset") return stream.close(2);
      stream.respond({});
      stream.write("one");
      setTimeout(() => stream.session?.destroy(), 20);
    });
    const session = rig.connect();
    expect((await ask(session, { ":path": "/reset" })).status).to.equal(502);
    const broken = await ask(session).catch((error: Error) => error);
    expect(broken).to.be.instanceOf(Error);
  });

  it("resets an answer that a target's end cuts, so that no client takes it for a whole one", async () => {
    rig = await Http2Rig.start({ speaks: "http2", deregistrationDelay: 0 });
    const sessions: { destroy: () => void }[] = [];
    await rig.http2("a", (stream) => {
      sessions.push(stream.session!);
      stream.respond({ ":status": 200 });
      stream.write("half");
    });
    const cut = async (end: () => void) => {
      const stream = rig.connect().request({ ":path": "/", ":authority": host });
      let hasEnded = false;
      stream.on("end", () => (hasEnded = true));
      stream.on("error", () => undefined);
      await once(stream, "data");
      stream.resume();
      end();
      await new Promise((closed) => stream.on("close", closed));
      return { code: stream.rstCode, hasEnded };
    };
    // As when a process is killed.
    expect(await cut(() => sessions[0]!.destroy())).to.deep.equal({ code: 2, hasEnded: false });
    const leave = () => void rig.groups["group"]!.deregister({ id: "a", port: 80 });
    expect(await cut(leave)).to.deep.equal({ code: 2, hasEnded: false });
  });

  for (const speaks of ["http1", "http2"] as const) {
    it(`answers 504, and resets nothing, if a target of ${speaks} is silent for too long`, async () => {
      rig = await Http2Rig.start({ speaks }, { idleTimeout: 0.5 });
      await rig[speaks]("a", () => undefined);
      expect((await ask(rig.connect())).status).to.equal(504);
      // An upload that is not whole.
      const upload = rig.connect().request({ ":method": "POST", ":path": "/", ":authority": host });
      const [headers] = (await once(upload, "response")) as [{ ":status": number }];
      upload.resume();
      await once(upload, "end");
      upload.end();
      await once(upload, "close");
      expect([headers[":status"], upload.rstCode]).to.deep.equal([504, 0]);
    });
  }

  it("is announced its close, and loses no request by it", async () => {
    rig = await Http2Rig.start({ speaks: "http2" }, { clientKeepAlive: 50 });
    await rig.http2("a", (stream) => stream.respond({}, { endStream: true }));
    const session = rig.connect();
    const left = once(session, "goaway") as Promise<[number, number]>;
    expect((await ask(session)).status).to.equal(200);
    // 50 seconds on AWS are one here.
    await sleep(1050);
    expect((await ask(session)).status).to.equal(200);
    const [code, lastStream] = await left;
    expect([code, lastStream]).to.deep.equal([0, 2 ** 31 - 1]);
  });
});

describe("gRPC at a load balancer of the local cloud", () => {
  let rig: Http2Rig;
  let server: Server;
  let client: Client;
  let grpcPort: number;

  beforeEach(async () => {
    rig = await Http2Rig.start({
      speaks: "grpc",
      healthCheck: grpcHealth,
      deregistrationDelay: 10,
    });
    server = new Server();
    const method = (path: string, responseStream: boolean) => ({
      ...{ path, requestStream: false, responseStream },
      ...{ requestSerialize: bytes, requestDeserialize: bytes },
      ...{ responseSerialize: bytes, responseDeserialize: bytes },
    });
    const say: handleUnaryCall<Buffer, Buffer> = ({ request: said }, done) =>
      String(said) === "fail"
        ? done({ code: grpcStatus.NOT_FOUND, details: "nobody" })
        : done(null, said);
    const watch: handleServerStreamingCall<Buffer, Buffer> = (call) => {
      for (const word of ["one", "two"]) call.write(Buffer.from(word));
      if (String(call.request) === "end") call.end();
    };
    const check: handleUnaryCall<Buffer, Buffer> = (_call, done) => done(null, Buffer.alloc(0));
    server.addService(
      {
        say: method("/t.Echo/Say", false),
        watch: method("/t.Echo/Watch", true),
        check: method(grpcHealth.path, false),
      },
      { say, watch, check },
    );
    grpcPort = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, found) =>
        error ? reject(error) : resolve(found),
      ),
    );
    await rig.register("a", grpcPort);
    client = new Client(
      `127.0.0.1:${rig.listener.localPort}`,
      credentials.createSsl(Buffer.from(rig.ca)),
      { "grpc.ssl_target_name_override": host, "grpc.default_authority": host },
    );
  });

  afterEach(() => {
    client.close();
    server.forceShutdown();
    rig.stop();
  });

  const say = (said: string) =>
    new Promise<string>((resolve, reject) =>
      client.makeUnaryRequest("/t.Echo/Say", bytes, bytes, Buffer.from(said), (error, answer) =>
        error ? reject(error) : resolve(String(answer)),
      ),
    );
  const failed = (call: Promise<unknown>) =>
    call.then(
      () => null,
      (error: ServiceError) => error,
    );

  it("passes unary calls and their status, with the client and server of the gRPC project", async () => {
    expect(await say("hello")).to.equal("hello");
    const error = await failed(say("fail"));
    expect([error?.code, error?.details]).to.deep.equal([grpcStatus.NOT_FOUND, "nobody"]);
  });

  it("passes a stream of messages as they come, until it ends", async () => {
    const words: string[] = [];
    const path = "/t.Echo/Watch";
    const call = client.makeServerStreamRequest(path, bytes, bytes, Buffer.from("end"));
    for await (const word of call) words.push(String(word));
    expect(words).to.deep.equal(["one", "two"]);
  });

  it("lets a stream go on while its target deregisters, and closes it when the delay is over", async () => {
    const path = "/t.Echo/Watch";
    const call = client.makeServerStreamRequest(path, bytes, bytes, Buffer.from("stay"));
    const ended = once(call, "error") as unknown as Promise<[ServiceError]>;
    await once(call, "data");
    const startedMs = performance.now();
    const gone = rig.groups["group"]!.deregister({ id: "a", port: 80 });
    call.resume();
    const [error] = await ended;
    await gone;
    expect(error.code).to.equal(grpcStatus.INTERNAL);
    expect(performance.now() - startedMs).to.be.at.least(195);
  });

  it("is unavailable without a target", async () => {
    await rig.groups["group"]!.deregister({ id: "a", port: 80 });
    expect((await failed(say("hello")))?.code).to.equal(grpcStatus.UNAVAILABLE);
  });

  it("is checked by its status, which a method that nobody implements has, too", async () => {
    const on = (check: object) => checkOnce({ ...grpcHealth, ...check }, grpcPort, 1000, "grpc");
    expect(await on({})).to.deep.equal({ passed: true });
    expect(await on({ path: "/t.Echo/Nobody", matcher: "12" })).to.deep.equal({ passed: true });
    expect(await on({ path: "/t.Echo/Nobody" })).to.deep.equal({
      ...{ passed: false, reason: "Target.ResponseCodeMismatch" },
      description: "Health checks failed with these codes: [12]",
    });
  });
});

describe("a health check of the local cloud", () => {
  it("fails where nothing speaks its protocol", async () => {
    expect(await checkOnce(grpcHealth, 1, 1000, "grpc")).to.deep.equal({
      ...{ passed: false, reason: "Target.FailedHealthChecks" },
      description: "Health checks failed",
    });
  });
});
