import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { servePages } from "../../../automation/adapters/pageServer";
import { refusalOf } from "../../support/refusalOf";

const again = "bluegreen dashboard --stack dev";

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

describe("the server of the live page", () => {
  let served: Awaited<ReturnType<typeof servePages>>;
  let ended = 0;
  const pages = {
    page: (nonce: string) => Promise.resolve(`<style nonce="${nonce}"></style>`),
    async *events() {
      try {
        yield { revision: 1, text: "\u001b[31m" };
        yield { revision: 2 };
        await new Promise((later) => setTimeout(later, 20));
        yield { revision: 3 };
      } finally {
        ended++;
      }
    },
  };
  before(async () => {
    served = await servePages(pages, { port: 0, again });
  });
  after(() => served.close());

  const ask = (path: string, how: { method?: string; host?: string } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const { port, host } = new URL(served.url);
      const headers = { host: how.host ?? host };
      const asked = request({
        host: "127.0.0.1",
        port,
        path,
        method: how.method ?? "GET",
        headers,
      });
      asked.on("response", (response) => {
        let body = "";
        response.on("data", (part: Buffer) => (body += part.toString()));
        response.on("end", () =>
          resolve({ status: response.statusCode, headers: response.headers, body }),
        );
      });
      asked.on("error", reject).end();
    });
  const query = () => new URL(served.url).search;

  it("prints a link to this machine alone, with a token that nobody guesses", () => {
    expect(served.url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
  });

  it("gives the page to whoever has the link, for this moment alone and with no say for others", async () => {
    const { status, headers, body } = await ask(`/${query()}`);
    expect(status).to.equal(200);
    const [, nonce] = /nonce="([^"]+)"/.exec(body)!;
    expect(headers).to.include({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "content-security-policy":
        `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; ` +
        "style-src-attr 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'",
    });
    expect(headers).to.not.have.any.keys("set-cookie", "access-control-allow-origin");
    expect((await ask(`/${query()}`)).body).to.not.include(nonce);
    expect(
      (
        await ask(`/${query()}`, {
          host: served.url.split("/")[2]!.replace("127.0.0.1", "localhost"),
        })
      ).status,
    ).to.equal(200);
  });

  const refusals: [what: string, path: string, how: object, status: number][] = [
    ["a request without the token", "/", {}, 401],
    ["a wrong token", "/?token=x", {}, 401],
    ["an empty token", "/?token=", {}, 401],
    ["events without the token", "/events", {}, 401],
    ["another path without the token", "/other", {}, 401],
    ["a name of somebody else that leads here", "/TOKEN", { host: "evil.example" }, 403],
    ["the right name with another port", "/TOKEN", { host: "127.0.0.1:1" }, 403],
    ["an unknown path", "/otherTOKEN", {}, 404],
    ["a path that climbs", "/../etc/passwdTOKEN", {}, 404],
    ["a POST", "/TOKEN", { method: "POST" }, 405],
    ["a DELETE of events", "/eventsTOKEN", { method: "DELETE" }, 405],
    ["a CORS preflight", "/TOKEN", { method: "OPTIONS" }, 405],
  ];
  for (const [what, path, how, expected] of refusals) {
    it(`answers ${expected} to ${what}, and says nothing of the release`, async () => {
      const { status, body, headers } = await ask(path.replace("TOKEN", query()), how);
      expect(status).to.equal(expected);
      expect(body).to.match(/^[^<>]{1,60}\n$/);
      expect(headers["cache-control"]).to.equal("no-store");
    });
  }

  it("sends events as they come, in one line each and without control characters", async () => {
    const { status, headers, body } = await ask(`/events${query()}`);
    expect([status, headers["content-type"]]).to.deep.equal([200, "text/event-stream"]);
    expect(body.split("\n\n").slice(0, 2)).to.deep.equal([
      'data: {"revision":1,"text":"\\u001b[31m"}',
      'data: {"revision":2}',
    ]);
  });

  it("lets go of a reader that is gone", async () => {
    const before = ended;
    const { port, host } = new URL(served.url);
    const asked = request({
      host: "127.0.0.1",
      port,
      path: `/events${query()}`,
      headers: { host },
    });
    asked.end();
    const [response] = (await once(asked, "response")) as [NodeJS.ReadableStream];
    await once(response, "data");
    asked.destroy();
    while (ended === before) await new Promise((later) => setTimeout(later, 5));
  });

  it("refuses a port that something else is using, and names the command that takes a free one", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const refusal = await refusalOf(() => servePages(pages, { port, again }));
    expect([refusal.found, refusal.next]).to.deep.equal([
      `port ${port} can't be used: something else is using it`,
      "use a free one: bluegreen dashboard --stack dev",
    ]);
    other.close();
  });
});
