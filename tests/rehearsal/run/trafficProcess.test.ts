import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Processes } from "../../../rehearsal/run/processes";
import { startTraffic } from "../../../rehearsal/run/trafficProcess";
import { Pacer } from "../../../rehearsal/traffic/pacer";
import type { TrafficPlan } from "../../../rehearsal/traffic/protocol";
import { until } from "../../localCloud/fixture";
import { answering, TinyCloud } from "../traffic/tinyCloud";

const names = { users: "users.rehearsal.test", matching: "matching.rehearsal.test" };

describe("the traffic process", () => {
  let cloud: TinyCloud;
  let control: Server;
  let folder: string;
  let plan: TrafficPlan;
  const processes = new Processes();

  beforeEach(async () => {
    cloud = await TinyCloud.start(Object.values(names));
    cloud.addresses = ["10.0.0.1"];
    folder = mkdtempSync(join(tmpdir(), "traffic-test-"));
    writeFileSync(join(folder, "ca.pem"), cloud.ca);
    control = createServer((_request, response) => response.end(JSON.stringify(cloud.endpoints)));
    await new Promise<void>((done) => control.listen(0, "127.0.0.1", done));
    plan = {
      ratePerSecond: 300,
      seed: 1,
      services: names,
      nameServers: cloud.nameServers,
      controlUrl: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
      caFile: join(folder, "ca.pem"),
    };
  });

  afterEach(async () => {
    await processes.stopAll(1000);
    control.closeAllConnections();
    control.close();
    await cloud.stop();
    rmSync(folder, { recursive: true });
  });

  it("sends at its rate, reports live numbers, and then what the clients saw", async () => {
    await cloud.serve("10.0.0.1", (request, response) => {
      const service = request.headers.host!.split(".")[0]!;
      answering(service, "v1")(request, response);
    });
    const live: number[] = [];
    const traffic = await startTraffic(processes, plan, {
      onLive: ({ requests }) => live.push(requests),
    });
    await until("it has reported twice", () => live.length >= 2 && live.at(-1)! > 100);
    const atLeastMs = live.length * 1000 - 10;
    const nowMs = await traffic.nowMs();
    const report = await traffic.stop();
    expect(report.failed, JSON.stringify(report.failures)).to.equal(0);
    // Once a second.
    expect(nowMs).to.be.within(report.startedMs + atLeastMs, report.endedMs);
    const pacer = new Pacer(300, report.startedMs, { rampSeconds: 3, maxArrearsSeconds: Infinity });
    const dueRequests = pacer.due(report.endedMs);
    expect(report.requests + report.skipped).to.equal(dueRequests);
    expect(report.requests).to.be.at.least(live.at(-1)!);
    expect(Object.keys(report.clients)).to.deep.equal([
      "fresh",
      "ttl",
      "keepalive",
      "overstay",
      "forever",
    ]);
    for (const service of ["users", "matching"]) {
      expect(report.services[service]!.versions.map(({ version }) => version)).to.deep.equal([
        "v1",
      ]);
    }
  });

  it("counts failures, and waits for what is in flight", async () => {
    await cloud.serve("10.0.0.1", (request, response) => {
      if (request.url === "/") return void response.writeHead(503).end();
      setTimeout(() => answering("users", "v1")(request, response), 300);
    });
    let failed = 0;
    const traffic = await startTraffic(processes, plan, { onLive: (live) => ({ failed } = live) });
    await until("many have failed", () => failed > 10);
    const report = await traffic.stop();
    const answers = report.services.users!.versions[0]?.answers ?? 0;
    expect(report.failed).to.equal(report.requests - answers);
    expect(report.failed).to.be.greaterThan(10);
    expect(report.failures[0]).to.deep.include({ phase: "status", error: "503" });
  });

  it("ends when the rehearsal vanishes", async () => {
    const main = join(__dirname, "../../../rehearsal/traffic/main.ts");
    const running = processes.start("traffic", [main], { ipc: true });
    await new Promise((ready) => running.child.once("message", ready));
    running.child.disconnect();
    expect((await running.exited).code).to.equal(0);
  });
});
