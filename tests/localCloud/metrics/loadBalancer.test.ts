import type { ServerResponse } from "node:http";
import { expect } from "chai";
import { EdgeRig, host } from "../dataplane/edgeRig";
import { until } from "../fixture";

describe("the metrics of a load balancer in the local cloud", () => {
  let rig: EdgeRig;
  afterEach(() => rig.stop());

  const get = (path: string) =>
    rig.client
      .request({ path, method: "GET", headers: { host } })
      .then(async ({ statusCode, body }) => (await body.dump(), statusCode));

  const names = {
    requests: "RequestCount",
    ok: "HTTPCode_Target_2XX_Count",
    redirects: "HTTPCode_Target_3XX_Count",
    rejections: "HTTPCode_Target_4XX_Count",
    errors: "HTTPCode_Target_5XX_Count",
    refused: "TargetConnectionErrorCount",
    times: "TargetResponseTime",
  };
  const ownNames = {
    own4xx: "HTTPCode_ELB_4XX_Count",
    own5xx: "HTTPCode_ELB_5XX_Count",
    own502: "HTTPCode_ELB_502_Count",
    own503: "HTTPCode_ELB_503_Count",
    own504: "HTTPCode_ELB_504_Count",
  };
  const read = (of: Record<string, string>, ofGroup: boolean) =>
    Object.fromEntries(
      Object.entries(of)
        .map(([id, name]) => [id, rig.counted(name, ofGroup)] as const)
        .filter(([, count]) => count !== undefined),
    );
  const ofGroup = () => read(names, true);
  const ofLoadBalancer = () => read({ ...names, ...ownNames }, false);

  it("count each answer of a target by its class, and what it took", async () => {
    rig = await EdgeRig.start({ idleTimeout: 60 }, ({ url }, response) => {
      response.writeHead(Number(url?.slice(1))).end();
    });
    const statuses = [200, 204, 301, 404, 500, 503];
    for (const status of statuses) expect(await get(`/${status}`)).to.equal(status);
    const counts = { requests: 6, ok: 2, redirects: 1, rejections: 1, errors: 2, times: 6 };
    expect(ofGroup()).to.deep.equal(counts);
    expect(ofLoadBalancer()).to.deep.equal(counts);
  });

  it("count a reset and a timeout of the target for the load balancer alone", async () => {
    rig = await EdgeRig.start({ idleTimeout: 0.6 }, ({ url }, response) => {
      if (url === "/reset") response.destroy();
    });
    expect(await get("/reset")).to.equal(502);
    expect(await get("/hang")).to.equal(504);
    expect(ofGroup()).to.deep.equal({ requests: 2 });
    expect(ofLoadBalancer()).to.deep.equal({ requests: 2, own5xx: 2, own502: 1, own504: 1 });
  });

  it("count a refused connection for the target group too", async () => {
    rig = await EdgeRig.start({ idleTimeout: 60 }, (_, response) => response.end());
    await rig.stopTarget();
    expect(await get("/")).to.equal(502);
    expect(ofGroup()).to.deep.equal({ requests: 1, refused: 1 });
    expect(ofLoadBalancer()).to.deep.equal({ requests: 1, refused: 1, own5xx: 1, own502: 1 });
  });

  it("count no request for which there was no target to choose", async () => {
    rig = await EdgeRig.start({ idleTimeout: 60 }, (_, response) => response.end());
    await rig.deregister();
    expect(await get("/")).to.equal(503);
    expect(ofGroup()).to.deep.equal({});
    expect(ofLoadBalancer()).to.deep.equal({ own5xx: 1, own503: 1 });
  });

  it("count a client that did not wait as a failure of the client", async () => {
    rig = await EdgeRig.start({ idleTimeout: 60 }, () => undefined);
    const request = { path: "/", method: "GET", headers: { host } } as const;
    const leaving = new AbortController();
    const hanging = rig.client.request({ ...request, signal: leaving.signal });
    await rig.reached(1);
    leaving.abort();
    await hanging.catch(() => undefined);
    await until("it was noticed", () => {
      const { own4xx } = ofLoadBalancer();
      rig.clock.nowMs = 0;
      return own4xx !== undefined;
    });
    expect(ofGroup()).to.deep.equal({ requests: 1 });
    expect(ofLoadBalancer()).to.deep.equal({ requests: 1, own4xx: 1 });
  });

  it("count requests when they arrive, and answers when they end", async () => {
    let held: ServerResponse | undefined;
    rig = await EdgeRig.start({ idleTimeout: 60 }, (_, response) => void (held = response));
    const answered = get("/");
    await rig.reached(1);
    rig.clock.nowMs = 60_000;
    held!.end();
    await answered;
    expect(ofGroup()).to.deep.equal({ requests: 1 });
  });
});
