import type { IncomingMessage, ServerResponse } from "node:http";
import { createSecureContext } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Stop } from "../../../localCloud/dataplane/stops";
import { bytesOf, serveEvents } from "../../../rehearsal/sample/streams";
import { serveWebSocket } from "../../../rehearsal/sample/webSocket";
import { AddressBook } from "../../../rehearsal/traffic/addressBook";
import { finishedAfterStop, whyNotClosed } from "../../../rehearsal/traffic/long/closing";
import { longKinds } from "../../../rehearsal/traffic/long/kinds";
import { LongTraffic } from "../../../rehearsal/traffic/long/longTraffic";
import { stubResolver } from "../../../rehearsal/traffic/stubResolver";
import type { Ended } from "../../../rehearsal/traffic/tally";
import { until } from "../../localCloud/fixture";
import { first, name } from "./clientRig";
import { TinyCloud } from "./tinyCloud";

const pid = 4711;
const sender = { service: "users", version: "v1", digest: "sha256:v1", pid };
const requestMs = 300;
const wallClockMs = () => performance.timeOrigin + performance.now();

describe("long requests and streams of the rehearsal", () => {
  let cloud: TinyCloud;
  let stops: Stop[];
  let ended: Ended[];
  let traffic: LongTraffic | undefined;
  let serve: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** How many event streams are at the server, and WebSockets at both sides. */
  let streams: { events: number; webSockets: number };
  /** Closes every connection, as a load balancer does when a delay is over. */
  let closeAll: () => void;

  /** As the sample service. */
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, "http://sample");
    if (url.pathname === "/events") {
      streams.events++;
      return serveEvents(response, sender);
    }
    if (url.pathname === "/slow") await sleep(Number(url.searchParams.get("ms")));
    response.end(JSON.stringify({ ...sender, bytes: await bytesOf(request) }));
  }

  beforeEach(async () => {
    cloud = await TinyCloud.start([name]);
    cloud.addresses = [first];
    traffic = undefined;
    [stops, ended, serve, streams] = [[], [], answer, { events: 0, webSockets: 0 }];
    const server = await cloud.serve(first, (request, response) => void serve(request, response));
    const sockets = new Set<{ destroy: () => void }>();
    server.on("secureConnection", (socket) => sockets.add(socket));
    server.on("upgrade", (request, socket, head) => {
      serveWebSocket(request, socket, head, JSON.stringify(sender));
      // Its client has the answer, then.
      socket.once("data", () => streams.webSockets++);
    });
    closeAll = () => sockets.forEach((socket) => socket.destroy());
  });
  afterEach(async () => {
    // A test that fails leaves it running.
    const stopped = traffic?.stop();
    await cloud.stop();
    await stopped;
  });

  function start({ timeoutMs = 10_000, limitMs = 400 } = {}): void {
    const book = new AddressBook(() => Promise.resolve(cloud.endpoints));
    const plan = { services: ["users"], requestMs, limitMs };
    traffic = new LongTraffic(
      plan,
      { users: name },
      {
        ...{ resolve: stubResolver(cloud.nameServers, () => 0), random: () => 0, timeoutMs },
        ...{ endpoint: (address) => book.endpoint(address), nowMs: () => performance.now() },
        ...{ trust: createSecureContext({ ca: cloud.ca }), wallClockMs },
        stops: () => Promise.resolve(stops),
        ended: (one) => ended.push(one),
      },
    );
  }

  const of = (...kinds: string[]) => ended.filter(({ slot }) => kinds.includes(slot.kind));
  const problems = (...kinds: string[]) =>
    of(...kinds).flatMap(({ outcome }) =>
      outcome.ok ? [] : [`${outcome.phase}: ${outcome.error}`],
    );

  /** Until so many streams of each kind have been opened; by then, requests are under way. */
  const opened = (count: number) =>
    until("streams are open", () => streams.events >= count && streams.webSockets >= count);

  it("are all answered, or open until the traffic ends, while nothing stops", async () => {
    start();
    await opened(1);
    await until("they are answered", () => of("upload").length > 1 && of("response").length > 1);
    expect(await traffic!.stop()).to.equal(0);
    expect(problems(...longKinds.map((kind) => kind.name))).to.deep.equal([]);
    for (const { name: kind, isStream } of longKinds) {
      expect(of(kind).length, kind).to.be.greaterThan(isStream ? 0 : 1);
      expect(of(kind).some((one) => one.closedByStop)).to.equal(false);
    }
    const [{ startedMs, endedMs }] = of("response") as [Ended];
    expect(endedMs - startedMs).to.be.at.least(requestMs);
  });

  it("resolve once: they stay at the address that they got first", async () => {
    start();
    await opened(1);
    // There are two clients of each kind.
    await until("some ask again", () => of("upload").length > 2 && of("response").length > 2);
    await traffic!.stop();
    expect(cloud.asked).to.have.length(longKinds.reduce((sum, { clients }) => sum + clients, 0));
  });

  it("may be closed by the stop of their task when they have lived as long as announced", async () => {
    const limitMs = 400;
    start({ limitMs });
    await opened(1);
    const atMs = wallClockMs();
    stops = [{ taskId: "1", pid, atMs }];
    await sleep(limitMs);
    await until("one is answered", () =>
      of("response").some((one) => one.startedMs < atMs && atMs < one.endedMs),
    );
    closeAll();
    await until("they are closed", () => of("events").length > 0 && of("websocket").length > 0);
    expect(problems("events", "websocket")).to.deep.equal([]);
    expect(of("events").map((one) => one.closedByStop)).to.deep.equal([true]);
    expect(of("websocket").map((one) => one.closedByStop)).to.deep.equal([true]);
    // Uploads and answers that were open at the stop had time to finish: only later ones were cut.
    expect(await traffic!.stop()).to.be.within(1, 4);
  });

  it("fail when they are closed sooner, or when no task was stopping", async () => {
    start({ limitMs: 60_000 });
    await opened(1);
    closeAll();
    await until(
      "all have failed",
      () =>
        ["events", "websocket"].every((kind) => problems(kind).length > 0) &&
        problems("upload", "response").length > 0,
    );
    expect(problems("events")[0]).to.match(/^response: .* although its task was not stopping$/);
    expect(problems("websocket")[0]).to.equal(
      "response: the WebSocket was closed (1006) although its task was not stopping",
    );
    await opened(2);
    ended = [];
    stops = [{ taskId: "1", pid, atMs: wallClockMs() }];
    closeAll();
    await until("it is closed", () => of("websocket").length > 0);
    expect(problems("websocket")[0]).to.match(
      /^response: .* \d+ ms after its task began to stop, which may be no sooner than 60000 ms$/,
    );
    await traffic!.stop();
  });

  it("are opened again before the traffic ends, after the stop of their task", async () => {
    start({ limitMs: 0 });
    await opened(1);
    stops = [{ taskId: "1", pid, atMs: wallClockMs() }];
    serve = async (request, response) => {
      await sleep(300);
      if (!response.destroyed) await answer(request, response);
    };
    closeAll();
    await until("it is closed", () => of("events").length > 0);
    await traffic!.stop();
    expect(of("events").map((one) => one.closedByStop)).to.deep.equal([true, false]);
  });

  it("fail when nothing arrives, and when the answer is wrong", async () => {
    serve = () => undefined;
    start({ timeoutMs: 200 });
    await until("a stream has failed", () => of("events").length > 0);
    expect(problems("events")[0]).to.equal("timeout: nothing arrived in time");
    serve = (_request, response) => response.writeHead(503).end("no target");
    await until("all are answered so", () =>
      ["upload", "response", "events"].every((kind) =>
        problems(kind).includes("status: 503 no target"),
      ),
    );
    await traffic!.stop();
  });
});

describe("the end of a stream", () => {
  const stops = [{ taskId: "1", pid, atMs: 1000 }];
  const why = (of: number, closedMs: number) => whyNotClosed(stops, { pid: of, closedMs }, 400);

  it("is the stop's only for a stream at the task that stopped, and after the time that it had", () => {
    expect(why(pid, 1400)).to.equal(null);
    expect(why(pid, 9000)).to.equal(null);
    expect(why(pid, 1349)).to.equal(
      "349 ms after its task began to stop, which may be no sooner than 400 ms",
    );
    expect(why(pid, 949)).to.equal("although its task was not stopping");
    expect(why(1, 1400)).to.equal("although its task was not stopping");
  });

  it("may be a moment before the stop, since two processes read their clocks", () => {
    const atOnce = (closedMs: number) => whyNotClosed(stops, { pid, closedMs }, 0);
    expect(atOnce(999)).to.equal(null);
    expect(atOnce(949)).to.equal("although its task was not stopping");
    expect(why(pid, 999)).to.equal(
      "0 ms after its task began to stop, which may be no sooner than 400 ms",
    );
  });

  it("is not that of a request: these count when they were open at the stop, and finished", () => {
    const finished = (of: number, startedMs: number, endedMs: number) => [
      { pid: of, startedMs, endedMs },
    ];
    expect(finishedAfterStop(finished(pid, 900, 1100), stops)).to.equal(1);
    expect(finishedAfterStop(finished(pid, 900, 950), stops)).to.equal(0);
    expect(finishedAfterStop(finished(pid, 1001, 1100), stops)).to.equal(0);
    expect(finishedAfterStop(finished(1, 900, 1100), stops)).to.equal(0);
  });
});
