import { readFileSync } from "node:fs";
import { connect, type PeerCertificate } from "node:tls";
import { expect } from "chai";
import type { Finding } from "../../automation/verify/finding";
import { domain, stackName } from "../../rehearsal/run/settings";
import { trafficAt } from "../../rehearsal/run/trafficProcess";
import { Scene } from "../../rehearsal/scene";

const name = `users.${domain}`;
const clusterType = "aws:ecs/cluster:Cluster";

/** On the real Pulumi, as one story: an environment in a cluster and with certificates that the team has already. */
describe("a cluster and certificates that the team brings, on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let images: Awaited<ReturnType<Scene["firstRelease"]>>;
  let certificate: (last: number) => string;

  before(async () => {
    const users = { compute: { type: "fargate" }, size: 1 };
    scene = await Scene.open({ more: { users, matching: null } });
    const { client, info } = scene.cloud;
    certificate = (last) =>
      `arn:aws:acm:${info.region}:${info.account}:certificate/01234567-89ab-cdef-0123-45678900000${last}`;
    await client.create({ type: clusterType, name: "by hand" }, { name: "team" });
    await client.importCertificate(certificate(1), [`*.${domain}`, "first.test"]);
    await client.importCertificate(certificate(2), [`*.${domain}`, "second.test"]);
    await client.importCertificate(certificate(3), ["elsewhere.test"]);
  });
  after(() => scene.close());

  async function resources(type: string): Promise<string[]> {
    const all = await scene.cloud.client.resources();
    return all.flatMap((one) => (one.type === type ? [one.name] : []));
  }

  /** What clients of the service see at each of its load balancer's addresses. */
  async function presented(): Promise<string[]> {
    const ca = readFileSync(scene.cloud.info.caFile, "utf8");
    const endpoints = Object.values(await scene.cloud.client.addresses());
    const seen = await Promise.all(
      endpoints.map(
        ({ host, port }) =>
          new Promise<PeerCertificate>((resolve, reject) => {
            const socket = connect({ host, port, servername: name, ca }, () => {
              resolve(socket.getPeerCertificate());
              socket.end();
            });
            socket.on("error", reject);
          }),
      ),
    );
    return [...new Set(seen.map(({ subjectaltname = "" }) => subjectaltname))];
  }

  it("are refused, before anything is made, if they can't serve its names", async () => {
    scene.editSettings({ cluster: "none", certificateArns: [certificate(3)] });
    const uncovered = await scene.run(["up"]);
    expect([uncovered.code, uncovered.json["reasons"]]).to.deep.equal([
      2,
      [name, `users-test.${domain}`].map((one) => `no certificate is valid for ${one}`),
    ]);
    scene.editSettings({ certificateArns: [certificate(1)] });
    const missing = await scene.run(["up"]);
    expect([missing.code, missing.json["reasons"]]).to.deep.equal([
      2,
      ["ECS has no active cluster none in this region and account"],
    ]);
    expect(await resources("aws:lb/loadBalancer:LoadBalancer")).to.deep.equal([]);
  });

  it("serve, and the environment has none of its own", async () => {
    scene.editSettings({ cluster: "team" });
    images = await scene.firstRelease();
    expect(await scene.serving("users")).to.equal(images.v1["users"]!.digest);
    expect(await presented()).to.deep.equal([`DNS:*.${domain}, DNS:first.test`]);
    expect(await resources("aws:acm/certificate:Certificate")).to.deep.equal([]);
    expect(await resources(clusterType)).to.deep.equal(["by hand"]);
    expect((await scene.inventory()).clusterName).to.equal("team");
    const { json } = await scene.run(["verify"]);
    const findings = (json["findings"] as Finding[]).filter(({ check }) =>
      ["certificate", "cluster"].includes(check),
    );
    expect(findings.map(({ check, status }) => [check, status])).to.have.deep.members([
      ...[
        // The local authority issues for one day.
        ["certificate", "warning"],
        ["cluster", "ok"],
      ],
    ]);
  });

  it("are exchanged, and a release passes, without a failed request", async () => {
    const traffic = await trafficAt(scene.processes, await scene.cloud.client.info(), {
      ...{ ratePerSecond: 20, seed: 1, services: { users: name } },
    });
    scene.editSettings({ certificateArns: [certificate(2)] });
    await scene.mustRun(["up"]);
    expect(await presented()).to.deep.equal([`DNS:*.${domain}, DNS:second.test`]);
    const { reference, digest } = images.v2["users"]!;
    await scene.mustRun(["deploy", "--service", "users", "--image", reference]);
    const { failed, failures, requests } = await traffic.stop();
    expect(failed, JSON.stringify(failures.slice(0, 5))).to.equal(0);
    expect(requests).to.be.greaterThan(100);
    expect(await scene.serving("users")).to.equal(digest);
  });

  it("can't be changed or lost while it serves, and stay when the environment goes", async () => {
    scene.editSettings({ cluster: undefined });
    const moved = await scene.run(["up"]);
    expect([moved.code, moved.json["reasons"]]).to.deep.equal([
      2,
      ["`cluster` is not set, but what serves was made with team, and AWS can only replace it"],
    ]);
    scene.editSettings({ cluster: "team" });
    const destroyed = await scene.runInProject(["env", "destroy", stackName]);
    expect(destroyed.code, destroyed.lines.join("\n")).to.equal(0);
    expect(await resources("aws:ecs/service:Service")).to.deep.equal([]);
    expect(await resources(clusterType)).to.deep.equal(["by hand"]);
  });
});
