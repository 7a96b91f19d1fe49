import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Plan } from "../../automation/plan/plan";
import type { ReleaseResult } from "../../automation/runbook/result";
import type { Pushed } from "../../rehearsal/run/images";
import { Scene } from "../../rehearsal/scene";
import { longKinds } from "../../rehearsal/traffic/long/kinds";
import type { TrafficReport } from "../../rehearsal/traffic/trafficReport";

/** Of `users`. A minute on AWS is three seconds here, too little for a busy machine: these are ten. */
const longestRequestSeconds = 200;
const limitMs = 10_000;
/** As 55 s are to the 60 that a service has by default. */
const requestMs = (limitMs * 55) / 60;

describe("long requests on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let versions: Record<"v1" | "v2", Record<string, Pushed>>;

  before(async () => {
    const times = { longestRequestSeconds, deregistrationSeconds: longestRequestSeconds };
    scene = await Scene.open({ more: { users: times } });
    versions = await scene.firstRelease();
  });

  after(() => scene.close());

  const asking = (command: "plan" | "deploy", version: "v1" | "v2") => [
    ...[command, "--service", "users", "--image", versions[version]["users"]!.reference],
  ];

  /** A release while event streams, WebSockets, slow uploads and slow answers are open. */
  async function releaseOf(
    version: "v1" | "v2",
  ): Promise<{ result: ReleaseResult; report: TrafficReport }> {
    const long = { services: ["users"], requestMs, limitMs };
    const traffic = await scene.traffic(20, { long });
    await sleep(1000);
    const { code, json, lines } = await scene.run(asking("deploy", version));
    expect(code, lines.join("\n")).to.equal(0);
    return { result: json as unknown as ReleaseResult, report: await traffic.stop() };
  }

  const told = (fleet: "blue" | "green") => ({
    users: {
      fleet,
      closedAfterSeconds: longestRequestSeconds,
      longestRequestSeconds,
      // As the rehearsal's settings say for every service.
      stopSeconds: 20,
      idleSeconds: longestRequestSeconds,
    },
  });

  it("are announced beforehand, with how long they may live", async () => {
    const { code, json, lines } = await scene.run(asking("plan", "v2"));
    expect(code, lines.join("\n")).to.equal(0);
    expect((json as unknown as Plan).longRequests).to.deep.equal(told("blue"));
  });

  it("finish, and streams are closed by the stop and not before", async () => {
    const { result, report } = await releaseOf("v2");
    expect(result.longRequests).to.deep.equal(told("blue"));
    expect(report.failed, JSON.stringify(report.failures)).to.equal(0);
    for (const { name, isStream } of longKinds) {
      const { requests, closedByStop } = report.clients[name]!;
      expect(requests, name).to.be.greaterThan(1);
      expect(closedByStop, name).to.equal(isStream ? 1 : 0);
    }
    expect(report.closedByStop).to.equal(2);
    // Of the two uploads and the two answers, one each had at least half of its time ahead.
    expect(report.finishedAfterStop).to.be.within(2, 4);
  });

  it("fail when targets are closed as soon as they deregister, and the clients notice", async () => {
    await scene.cloud.client.fault({ kind: "noDraining", on: true });
    const { report } = await releaseOf("v1");
    expect(report.closedByStop).to.equal(0);
    for (const { name } of longKinds) expect(report.clients[name]!.failed, name).to.be.at.least(1);
    const [failure] = report.failures.filter(({ kind }) => kind === "websocket");
    expect(failure!.error).to.match(
      /^the WebSocket was closed \(1006\) \d+ ms after its task began to stop, which may be no sooner than 10000 ms$/,
    );
  });
});
