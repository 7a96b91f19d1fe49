import { createServer, type Server } from "node:http";
import { createServer as createHttp2Server, type Http2Server } from "node:http2";
import { expect } from "chai";
import {
  checkOnce,
  matches,
  nextHealth,
  registered,
  timedOut,
} from "../../../localCloud/dataplane/healthCheck";
import { listen } from "../../../localCloud/ports";
import { healthCheck, stall } from "./edgeRig";

const thresholds = { healthyThreshold: 2, unhealthyThreshold: 3 };

/** States after each check; `+` passes, `-` fails. */
function states(checks: string): string[] {
  let health = registered;
  return [...checks].map((check) => {
    health = nextHealth(health, check === "+", thresholds);
    return health.state;
  });
}

describe("a health check of a target", () => {
  const [i, h, u] = ["initial", "healthy", "unhealthy"];
  const cases: [string, (string | undefined)[]][] = [
    ["+", [h]],
    ["---", [i, i, u]],
    ["--+", [i, i, h]],
    ["+--+---", [h, h, h, h, h, h, u]],
    ["---+-++", [i, i, u, u, u, u, h]],
  ];
  for (const [checks, expected] of cases) {
    it(`with results ${checks} gives ${expected.join(", ")}`, () =>
      expect(states(checks)).to.deep.equal(expected));
  }

  const matchers: [string, number, boolean][] = [
    ["200", 200, true],
    ["200", 204, false],
    ["200,204", 204, true],
    ["200-299", 250, true],
    ["200-299", 300, false],
  ];
  for (const [matcher, status, expected] of matchers) {
    it(`with matcher ${matcher} ${expected ? "accepts" : "rejects"} status ${status}`, () =>
      expect(matches(matcher, status)).to.equal(expected));
  }
});

describe("the timeout of a health check", () => {
  let server: Server | Http2Server;
  afterEach(() => void server.close());

  const stalls = () => stall(700);
  const late = {
    http1: () => createServer((_request, response) => void response.end(stalls)),
    http2: () =>
      createHttp2Server().on("stream", (stream) => {
        stream.respond({}, { endStream: true });
        stream.on("close", stalls);
      }),
  };
  const silent = { http1: () => createServer(), http2: () => createHttp2Server() };
  const check = async (to: Server | Http2Server, speaks: "http1" | "http2", timeoutMs: number) => {
    server = to;
    return checkOnce(healthCheck, await listen(server), timeoutMs, speaks);
  };

  for (const speaks of ["http1", "http2"] as const) {
    it(`counts an answer over ${speaks} that came in time even if the machine stalled`, async () => {
      expect(await check(late[speaks](), speaks, 600)).to.deep.equal({ passed: true });
    });

    it(`fails one over ${speaks} that nobody answers`, async () => {
      expect(await check(silent[speaks](), speaks, 100)).to.deep.equal(timedOut);
    });
  }
});
