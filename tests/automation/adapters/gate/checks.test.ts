import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { generate } from "selfsigned";
import { mismatch, runChecks } from "../../../../automation/adapters/gate/checks";
import type { GateInput } from "../../../../automation/world/ports";
import { type ApiSettings, type Check, serviceSchema } from "../../../../config/schema";

const json = { version: 2, tags: ["a"] };
const check = (partial: Partial<Check> = {}): Check => ({
  path: "/",
  method: "GET",
  status: 200,
  ...partial,
});

describe("a check in step 4", () => {
  const bodies: [string, Partial<Check>, number, string, string][] = [
    ["the status that is expected", {}, 200, "x", ""],
    ["another status", {}, 503, "x", "status 503, expected 200"],
    ["a status that is asked for", { status: 404 }, 404, "", ""],
    ["the text", { text: "b" }, 200, "abc", ""],
    ["no such text", { text: "z" }, 200, "abc", 'the body does not contain "z"'],
    ["the members, others beside", { json }, 200, '{"version":2,"tags":["a"],"x":1}', ""],
    ["another value", { json: { version: 2 } }, 200, '{"version":1}', "`version` is 1, expected 2"],
    [
      "a member that every object has",
      { json: { constructor: 1 } },
      200,
      "{}",
      "`constructor` is undefined, expected 1",
    ],
    ["no JSON", { json }, 200, "<html>", "the body is not JSON"],
    ["JSON that is no object", { json }, 200, "null", "the body is not a JSON object"],
  ];
  for (const [what, expected, status, body, reason] of bodies) {
    it(`reports "${reason}" for ${what}`, () => {
      expect(mismatch(check(expected), status, body)).to.equal(reason);
    });
  }

  describe("against a load balancer", () => {
    let server: Server;
    let ca: string;
    const seen: { host: string; color: string; secret: string; cookie: string }[] = [];

    before(async () => {
      const pems = await generate([{ name: "commonName", value: "users" }], {
        extensions: [
          { name: "basicConstraints", cA: true },
          {
            name: "subjectAltName",
            altNames: ["users.example.com", "users-test.example.com"].map((value) => ({
              type: 2,
              value,
            })),
          },
        ],
      });
      ca = pems.cert;
      server = createServer(
        { cert: pems.cert, key: pems.private },
        ({ headers, url }, response) => {
          seen.push({
            host: headers.host ?? "",
            color: String(headers["x-bluegreen-color"]),
            secret: String(headers["x-bluegreen-secret"]),
            cookie: String(headers["cookie"]),
          });
          if (url === "/hang") return;
          if (url === "/lost" && seen.length === 1) return void response.destroy();
          if (url === "/endless") {
            const part = Buffer.alloc(64 * 1024, "x");
            const more = () => void (response.destroyed || response.write(part, more));
            return more();
          }
          response.end(JSON.stringify(json));
        },
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });

    after(() => {
      server.closeAllConnections();
      server.close();
    });

    const endpoint = () =>
      Promise.resolve({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, ca });

    const input = (...checks: Check[]): GateInput => ({
      service: "users",
      settings: serviceSchema.parse({ checks }) as ApiSettings,
      productionName: "users.example.com",
      testName: "users-test.example.com",
      color: "green",
      digest: "sha256:b",
      edgeAddresses: ["127.77.0.1", "127.77.0.2"],
      colorSecret: "hush",
      testHeaders: { cookie: "bluegreen-access=abc" },
    });

    it("sends a request once more whose connection was lost", async () => {
      seen.length = 0;
      const one = { ...input(check({ path: "/lost", json })), edgeAddresses: ["127.77.0.1"] };
      const results = await runChecks(one, endpoint, new AbortController().signal);
      expect(results.map(({ ok, reason }) => ({ ok, reason }))).to.deep.equal([
        { ok: true, reason: "" },
        { ok: true, reason: "" },
      ]);
      expect(seen).to.have.length(3);
    });

    it("connects to every address, with the test name and with production's name plus headers", async () => {
      seen.length = 0;
      const results = await runChecks(
        input(check({ json })),
        endpoint,
        new AbortController().signal,
      );
      expect(results.map(({ name, ok, reason }) => ({ name, ok, reason }))).to.deep.equal([
        { name: "GET https://users-test.example.com/ at 127.77.0.1", ok: true, reason: "" },
        { name: "GET https://users.example.com/ on green at 127.77.0.1", ok: true, reason: "" },
        { name: "GET https://users-test.example.com/ at 127.77.0.2", ok: true, reason: "" },
        { name: "GET https://users.example.com/ on green at 127.77.0.2", ok: true, reason: "" },
      ]);
      const byTestName = {
        host: "users-test.example.com",
        color: "undefined",
        secret: "undefined",
        cookie: "bluegreen-access=abc",
      };
      const byProduction = {
        host: "users.example.com",
        color: "green",
        secret: "hush",
        cookie: "undefined",
      };
      expect(seen).to.deep.equal([byTestName, byProduction, byTestName, byProduction]);
    });

    it("keeps the body of a wrong response", async () => {
      const [result] = await runChecks(
        input(check({ json: { version: 3 } })),
        endpoint,
        new AbortController().signal,
      );
      expect(result).to.include({
        ok: false,
        reason: "`version` is 2, expected 3",
        output: JSON.stringify(json),
      });
    });

    it("fails if nothing listens or the certificate is not trusted", async () => {
      const nowhere = () => Promise.resolve({ host: "127.0.0.1", port: 1, ca });
      const [refused] = await runChecks(input(check()), nowhere, new AbortController().signal);
      expect(refused!.reason).to.match(/^no answer: .*ECONNREFUSED/);
      const untrusted = async () => ({ ...(await endpoint()), ca: undefined });
      const [unknown] = await runChecks(input(check()), untrusted, new AbortController().signal);
      expect(unknown!.reason).to.contain("self-signed certificate");
    });

    it("fails if the response never ends", async () => {
      const signal = new AbortController().signal;
      const [result] = await runChecks(input(check({ path: "/endless" })), endpoint, signal);
      expect(result).to.include({
        ok: false,
        reason: "no answer: Response content exceeded max size",
        output: "",
      });
    });

    it("ends at once when the deployer is stopped", async () => {
      const stop = new AbortController();
      const running = runChecks(input(check({ path: "/hang" })), endpoint, stop.signal);
      setTimeout(() => stop.abort(new Error("stopped")), 50);
      let thrown: unknown;
      await running.catch((error: unknown) => (thrown = error));
      expect((thrown as Error).message).to.equal("stopped");
    });
  });
});
