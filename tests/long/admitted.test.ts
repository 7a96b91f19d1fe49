import { readFileSync } from "node:fs";
import { expect } from "chai";
import { Client } from "undici";
import { domain } from "../../rehearsal/run/settings";
import { Scene } from "../../rehearsal/scene";

const name = `users.${domain}`;

/** On the real Pulumi: who may connect, and what is blocked, follows the settings while clients are served. */
describe("clients that the settings admit, on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let images: Awaited<ReturnType<Scene["firstRelease"]>>;

  before(async () => {
    scene = await Scene.open({ more: { matching: null } });
    images = await scene.firstRelease();
  });
  after(() => scene.close());

  const traffic = () => scene.traffic(25, { services: { users: name } });

  async function apply(loadBalancers: object | undefined): Promise<void> {
    scene.editSettings({ loadBalancers });
    await scene.mustRun(["up"]);
  }

  /** Without an answer: `none`. For each load balancer once. */
  async function answers(path: string): Promise<(number | "none")[]> {
    const ca = readFileSync(scene.cloud.info.caFile, "utf8");
    const all = Object.values(await scene.cloud.client.addresses());
    const ports = [...new Set(all.map(({ port }) => port))];
    return Promise.all(
      ports.map(async (port) => {
        const client = new Client(`https://127.0.0.1:${port}`, {
          connect: { ca, servername: name },
        });
        const asked = client.request({ path, method: "GET", headers: { host: name } });
        const status = await asked.then(
          ({ statusCode, body }) => body.dump().then(() => statusCode),
          () => "none" as const,
        );
        await client.destroy();
        return status;
      }),
    );
  }

  async function servesAll(during: () => Promise<unknown>): Promise<void> {
    const clients = await traffic();
    await during();
    const { failed, failures, requests } = await clients.stop();
    expect(failed, JSON.stringify(failures.slice(0, 5))).to.equal(0);
    expect(requests).to.be.greaterThan(50);
  }

  const inRange = { allowFrom: ["203.0.113.0/24", "198.51.100.0/24"] };

  it("are served while everybody else is shut out, and in a release after that", () =>
    servesAll(async () => {
      await apply(inRange);
      await scene.mustRun(["deploy", "--service", "users", "--image", referenceOf("v2")]);
    }));

  it("get no answer from either load balancer once their range is gone", async () => {
    await apply({ allowFrom: ["198.51.100.0/24"] });
    expect(await answers("/")).to.deep.equal(["none", "none"]);
  });

  it("are served again with the `up` that admits everybody", async () => {
    await apply(undefined);
    await servesAll(() => apply(inRange));
    await servesAll(() => apply(undefined));
  });

  it("get 403 from both load balancers for what the web ACL blocks, and all else from the service", async () => {
    const { region, account } = scene.cloud.info;
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    const webAclArn = `arn:aws:wafv2:${region}:${account}:regional/webacl/shop/${id}`;
    await scene.cloud.client.createWebAcl(webAclArn, "/admin");
    await servesAll(async () => {
      await apply({ webAclArn });
      await scene.mustRun(["deploy", "--service", "users", "--image", referenceOf("v1")]);
    });
    expect(await answers("/admin")).to.deep.equal([403, 403]);
    await apply(undefined);
    expect(await answers("/admin")).not.to.include(403);
  });

  const referenceOf = (version: "v1" | "v2") => images[version]["users"]!.reference;
});
