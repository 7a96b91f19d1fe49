import { request } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { cloudClient } from "../../localCloud/api/client";
import { ControlServer } from "../../localCloud/api/server";
import { controlApi } from "./fixture";

describe("the local cloud's control API", () => {
  const api = controlApi();

  const json = { "content-type": "application/json" };
  /** Sent as it is: `fetch` would set headers of its own. */
  function send(
    path: string,
    headers: Record<string, string>,
    method = "POST",
  ): Promise<{ status: number | undefined; error: string }> {
    const { hostname, port } = new URL(api.server.url);
    return new Promise((resolve, reject) => {
      request({ hostname, port, path, method, headers }, (response) => {
        text(response).then((body) => {
          const answer = JSON.parse(body) as { error?: string } | null;
          resolve({ status: response.statusCode, error: answer?.error ?? "" });
        }, reject);
      })
        .on("error", reject)
        .end(method === "POST" ? "[]" : undefined);
    });
  }
  const base = () => new URL(api.server.url).pathname;
  const here = () => new URL(api.server.url).host;
  const faults = async () => (await send(`${base()}clearFaults`, json)).status;

  it("answers a caller that has its URL", async () => {
    expect(await cloudClient(api.server.url).faults()).to.deep.equal([]);
    expect(await cloudClient(api.server.url).clearFaults()).to.equal(null);
    expect(await faults()).to.equal(200);
  });

  it("rejects a missing or wrong token, for reads too", async () => {
    const without = {
      status: 401,
      error: "the path does not begin with the token of this local cloud",
    };
    const other = `/${"A".repeat(43)}/`;
    for (const path of [
      "/clearFaults",
      "//",
      "/",
      `${other}clearFaults`,
      `${base().slice(0, 20)}/x`,
    ]) {
      expect(await send(path, json), path).to.deep.equal(without);
    }
    expect(await send("/faults", {}, "GET")).to.deep.equal(without);
    expect(await send(`${other}info`, {}, "GET")).to.deep.equal(without);
  });

  it("has a new token each time", async () => {
    const second = new ControlServer(api.fixture.cloud);
    await second.open(0);
    second.close();
    expect(base()).to.match(/^\/[\w-]{43}\/$/);
    expect(new URL(second.url).pathname).not.to.equal(base());
  });

  it("rejects a host name that was rebound to this machine", async () => {
    for (const host of [
      "evil.example",
      `evil.example:${new URL(api.server.url).port}`,
      "localhost",
    ]) {
      expect(await send(`${base()}clearFaults`, { ...json, host })).to.deep.equal({
        status: 403,
        error: `the Host header must be ${here()}`,
      });
    }
  });

  it("rejects requests from web pages", async () => {
    const sent: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { origin: `http://${here()}` },
    ];
    for (const headers of sent) {
      const answer = await send(`${base()}clearFaults`, { ...json, ...headers });
      expect(answer).to.deep.equal({
        status: 403,
        error: "pages in a browser may not call this API",
      });
    }
  });

  it("accepts only JSON, which no form can send", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      expect(await send(`${base()}clearFaults`, { "content-type": type })).to.deep.equal({
        status: 415,
        error: "the content type must be application/json",
      });
    }
    expect((await send(`${base()}clearFaults`, {})).status).to.equal(415);
    expect(
      (await send(`${base()}clearFaults`, { "content-type": "application/json; charset=utf-8" }))
        .status,
    ).to.equal(200);
  });
});
