import { createServer, type RequestListener, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Client } from "undici";
import { CertificateAuthority } from "../../../localCloud/dataplane/certificateAuthority";
import { Edge } from "../../../localCloud/dataplane/edge";
import { Listener } from "../../../localCloud/dataplane/listener";
import { TargetGroup } from "../../../localCloud/dataplane/targetGroup";
import { Metrics } from "../../../localCloud/metrics/metrics";
import { listen } from "../../../localCloud/ports";
import { until } from "../fixture";
import { healthCheck, host, timing } from "./edgeRig";

const settings = { clientKeepAlive: 3600, idleTimeout: 60, dropInvalidHeaderFields: true };

describe("a load balancer of the local cloud", () => {
  let authority: CertificateAuthority;
  let edge: Edge;
  let group: TargetGroup;
  let listener: Listener;
  let other: TargetGroup;
  let client: Client;
  let metrics: Metrics;
  /** The time as the metrics see it. */
  let clock: { nowMs: number };
  const servers: Server[] = [];

  before(async () => (authority = await CertificateAuthority.create()));

  beforeEach(async () => {
    other = new TargetGroup("other", { healthCheck, deregistrationDelay: 10 }, timing);
    group = new TargetGroup("group", { healthCheck, deregistrationDelay: 10 }, timing);
    clock = { nowMs: 0 };
    metrics = new Metrics(60_000, () => clock.nowMs);
    const groupOf = (arn: string) => (arn === "other" ? other : group);
    edge = new Edge("edge", "edge.test", ["127.77.0.1"], settings, timing, groupOf, metrics);
    const certificate = await authority.issue(["*.rehearsal.test"]);
    listener = new Listener("listener", 443, "HTTPS", certificate, {
      type: "forward",
      targets: [{ arn: "group", weight: 1 }],
    });
    await listener.open();
    edge.addListener(listener);
    group.attach("listener", "edge");
    client = new Client(`https://127.0.0.1:${listener.localPort}`, {
      connect: { servername: host, ca: authority.root.cert },
    });
  });

  afterEach(async () => {
    await client.destroy();
    edge.close();
    group.close();
    other.close();
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** A target on its own port, which identifies it to the load balancer. */
  async function target(
    id: string,
    serve: RequestListener,
    to = group,
  ): Promise<{ id: string; port: number }> {
    const server = createServer(serve);
    servers.push(server);
    const localPort = await listen(server);
    to.register({ id, port: 80, localPort });
    return { id, port: 80 };
  }

  const saying =
    (text: string, health = 200): RequestListener =>
    (request, response) =>
      void response.writeHead(request.url === "/health" ? health : 200).end(text);

  async function get(path = "/") {
    const { statusCode, headers, body } = await client.request({
      path,
      method: "GET",
      headers: { host, x_invalid: "1", "x-valid": "1" },
    });
    return { status: statusCode, headers, text: await body.text() };
  }

  const states = () => group.describe().map(({ state, reason }) => `${state} ${reason}`.trim());
  const healthy = (count: number) =>
    until(
      "targets are healthy",
      () => states().filter((one) => one === "healthy").length === count,
    );

  it("takes turns among the healthy targets", async () => {
    await target("a", saying("a"));
    await target("b", saying("b"));
    await target("c", saying("c", 500));
    await healthy(2);
    await until("c is unhealthy", () => states()[2]?.startsWith("unhealthy") ?? false);
    const texts = [];
    for (let count = 0; count < 4; count++) texts.push((await get()).text);
    expect(texts.sort()).to.deep.equal(["a", "a", "b", "b"]);
  });

  it("shares requests among target groups by their weights, each by itself", async () => {
    await target("a", saying("a"));
    await target("b", saying("b"), other);
    other.attach("listener", "edge");
    const targets = [
      { arn: "group", weight: 90 },
      { arn: "other", weight: 10 },
    ];
    listener.setDefaultAction({ type: "forward", targets });
    await healthy(1);
    await until("b is healthy", () => other.describe()[0]?.state === "healthy");
    const texts = [];
    for (let count = 0; count < 300; count++) texts.push((await get()).text);
    // Four standard deviations; drawn from a fixed seed.
    expect(texts.filter((text) => text === "b").length).to.be.within(10, 50);
    edge.weighsEvenly = true;
    texts.length = 0;
    for (let count = 0; count < 100; count++) texts.push((await get()).text);
    expect(texts.filter((text) => text === "b").length).to.be.within(30, 70);
  });

  it("says why a target is not healthy", async () => {
    await target("a", saying("a", 503));
    group.register({ id: "b", port: 80, localPort: 1 });
    await until("both are", () => states().every((state) => state.startsWith("unhealthy")));
    expect(states()).to.deep.equal([
      "unhealthy Target.ResponseCodeMismatch: Health checks failed with these codes: [503]",
      "unhealthy Target.FailedHealthChecks: Health checks failed",
    ]);
  });

  it("sends to every target if none is healthy", async () => {
    await target("a", saying("a", 500));
    await until("it is unhealthy", () => states()[0]?.startsWith("unhealthy") ?? false);
    expect((await get()).text).to.equal("a");
  });

  it("lets a draining target finish its request, and gives it no new ones", async () => {
    group.settings.deregistrationDelay = 50;
    let served = 0;
    const leaving = await target("a", (request, response) => {
      if (request.url === "/health") return void response.end();
      served++;
      setTimeout(() => response.end("slow but whole"), 120);
    });
    await healthy(1);
    const slow = get("/slow");
    await until("it has the request", () => served === 1);
    const gone = group.deregister(leaving);
    expect(states()).to.deep.equal([
      "draining Target.DeregistrationInProgress: Target deregistration is in progress",
    ]);
    expect(await slow).to.include({ status: 200, text: "slow but whole" });
    expect((await get()).status).to.equal(503);
    await gone;
    expect({ served, left: states() }).to.deep.equal({ served: 1, left: [] });
  });

  it("answers 504 for a target that does not respond in time", async () => {
    edge.changeSettings({ ...settings, idleTimeout: 1 });
    await target("a", (request, response) => {
      if (request.url === "/health") response.end();
    });
    await healthy(1);
    expect((await get()).status).to.equal(504);
  });

  it("answers 503 and 502 itself, and records why", async () => {
    expect((await get()).status).to.equal(503);
    group.register({ id: "dead", port: 80, localPort: 1 });
    expect((await get()).status).to.equal(502);
    expect(edge.errors.map(({ host, status }) => ({ host, status }))).to.deep.equal([
      { host, status: 502 },
      { host, status: 503 },
    ]);
    expect(edge.errors.map(({ reason }) => reason)).to.deep.equal([
      "dead:80: connect ECONNREFUSED 127.0.0.1:1",
      "no registered target",
    ]);
  });

  it("never sends a request twice", async () => {
    let requests = 0;
    await target("a", (request, response) => {
      if (request.url === "/health") return void response.end();
      requests++;
      request.socket.destroy();
    });
    await healthy(1);
    expect((await get()).status).to.equal(502);
    expect(requests).to.equal(1);
  });

  it("sends no target what its web ACL blocks, and counts it as its own answer", async () => {
    const reached: unknown[] = [];
    await target("a", (request, response) => {
      if (request.url !== "/health") reached.push(request.url);
      response.end();
    });
    await healthy(1);
    edge.blocks = (path) => path.startsWith("/admin");
    const { status, headers } = await get("/admin/users?page=1");
    expect([status, headers.server]).to.deep.equal([403, "awselb/2.0"]);
    expect((await get("/users?next=/admin")).status).to.equal(200);
    expect(reached).to.deep.equal(["/users?next=/admin"]);
    // Not among what no target could answer.
    expect(edge.errors).to.deep.equal([]);
    const metric = { namespace: "AWS/ApplicationELB", metricName: "HTTPCode_ELB_4XX_Count" };
    const read = { ...metric, dimensions: { LoadBalancer: "edge" }, stat: "Sum", period: 60 };
    clock.nowMs = 240_000;
    const counted = metrics.read(read, { startMs: 0, endMs: 60_000 });
    expect([...counted.values()]).to.deep.equal([1]);
  });

  it("tells the client to reconnect when its connection is too old", async () => {
    edge.changeSettings({ ...settings, clientKeepAlive: 50 });
    await target("a", saying("a"));
    expect((await get()).headers.connection).to.equal("keep-alive");
    // 50 seconds on AWS are one here.
    await sleep(1050);
    expect((await get()).headers.connection).to.equal("close");
  });

  it("counts a host's requests, but not health checks", async () => {
    await target("a", saying("a"));
    await healthy(1);
    for (let count = 0; count < 3; count++) await get();
    expect(edge.traffic.requests(host, 10)).to.equal(3);
    expect(edge.traffic.requests("other.rehearsal.test", 10)).to.equal(0);
  });

  it("forwards the headers of a request and an answer, except hop-by-hop ones", async () => {
    let seen: Record<string, unknown> = {};
    await target("a", (request, response) => {
      if (request.url !== "/health") seen = request.headers;
      response.writeHead(200, { "x-from": "target", "keep-alive": "timeout=77" }).end();
    });
    await healthy(1);
    const { headers } = await get();
    expect(headers["x-from"]).to.equal("target");
    expect(headers["keep-alive"]).not.to.equal("timeout=77");
    expect(seen).not.to.have.property("x_invalid");
    expect(seen).to.include({
      host,
      "x-valid": "1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-port": "443",
    });
  });

  it("has target groups that belong to it alone", () => {
    expect(() => group.attach("other listener", "other edge")).to.throw(
      "TargetGroupAssociationLimit",
    );
  });

  it("checks no target of a group that nothing forwards to", async () => {
    await target("a", saying("a"));
    group.detach("listener");
    expect(states()).to.deep.equal([
      "unused Target.NotInUse: Target group is not configured to receive traffic from the load balancer",
    ]);
  });
});
