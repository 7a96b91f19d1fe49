import { expect } from "chai";
import { createLocalObserver } from "../../../localCloud/world/observer";
import type { Inventory } from "../../../release/inventory";
import type { CloudClient } from "../../../localCloud/api/client";
import type { ServiceDescription } from "../../../localCloud/dataplane/deployment";
import { info } from "../../../localCloud/views/info";
import { Fixture } from "../fixture";

const fleet = (color: string) => ({
  serviceName: `users-${color}`,
  taskDefinitionArn: `users-${color}:1`,
  targetGroupArns: { blue: `${color} on blue`, green: `${color} on green` },
  autoScalingGroup: null,
  capacityProvider: null,
});

const inventory: Inventory = {
  region: "eu-central-1",
  clusterName: "main",
  taskSubnetIds: [],
  hostedZone: { id: "Z", name: "rehearsal.test", nameServers: ["ns-1.rehearsal.test"] },
  edges: {
    blue: { arn: "arn:blue", dnsName: "blue.elb.rehearsal.test" },
    green: { arn: "arn:green", dnsName: "green.elb.rehearsal.test" },
  },
  services: {},
};

const description: ServiceDescription = {
  desired: 1,
  running: [{ taskId: "t1", digest: "sha256:1" }],
  pending: 0,
  targets: [
    { targetGroupArn: "green on green", target: "10.0.0.1:80", state: "healthy", reason: "" },
    { targetGroupArn: "green on blue", target: "10.0.0.1:80", state: "unhealthy", reason: "why" },
    { targetGroupArn: "other", target: "10.0.0.2:80", state: "healthy", reason: "" },
  ],
  stopped: [{ taskId: "t0", reason: "because" }],
  times: [],
  rollout: { taskDefinitionArn: "users-green:1", state: "COMPLETED", reason: "done" },
  events: ["has reached a steady state."],
};

/** A client that returns the given answers and nothing else. */
function observer(answers: Partial<CloudClient>) {
  return createLocalObserver(answers as CloudClient);
}

describe("the local cloud's observer", () => {
  it("reports a fleet's targets by the load balancer that sees them", async () => {
    const asked: string[][] = [];
    const cloud = observer({
      fleet: (...names) => {
        asked.push(names);
        return Promise.resolve(description);
      },
    });
    expect(await cloud.fleet(inventory, fleet("green"))).to.deep.equal({
      ...description,
      targets: [
        { edge: "blue", target: "10.0.0.1:80", state: "unhealthy", reason: "why" },
        { edge: "green", target: "10.0.0.1:80", state: "healthy", reason: "" },
      ],
    });
    expect(asked).to.deep.equal([["main", "users-green"]]);
  });

  it("reports no fleet that does not exist", async () => {
    const cloud = observer({ fleet: () => Promise.resolve(null) });
    expect(await cloud.fleet(inventory, fleet("green"))).to.equal(null);
  });

  it("finds an image, or says why not", async () => {
    const found = { found: true as const, digest: "sha256:1", pinned: "uri@sha256:1" };
    const missing = { found: false as const, reason: "no such tag" };
    const there = observer({ image: () => Promise.resolve(found) });
    const gone = observer({ image: () => Promise.resolve(missing) });
    expect(await there.image("uri:v1", "uri")).to.deep.equal({ ...found, architecture: null });
    expect(await gone.image("uri:v1", "uri")).to.deep.equal(missing);
  });

  it("requests the traffic of a production name from one load balancer", async () => {
    const cloud = observer({
      traffic: (arn, hosts, windowSeconds) =>
        Promise.resolve({
          requests: `${arn} ${hosts.join()}`.length,
          windowSeconds,
          lagSeconds: 0,
        }),
    });
    const service = { productionName: "users.rehearsal.test" } as Inventory["services"][string];
    expect(await cloud.traffic(inventory, "green", service, 30)).to.deep.equal({
      requests: "arn:green users.rehearsal.test".length,
      windowSeconds: 30,
      lagSeconds: 0,
    });
  });

  it("requests traffic and targets of a private name from the private load balancer", async () => {
    const asked: unknown[] = [];
    const cloud = observer({
      traffic: (...what) => {
        asked.push(what);
        return Promise.resolve({ requests: 0, windowSeconds: 30, lagSeconds: 0 });
      },
      fleet: () => Promise.resolve(description),
    });
    const { edges } = inventory;
    const inside = {
      ...inventory,
      privateEdges: { ...edges, green: { arn: "arn:p", dnsName: "p" } },
    };
    const service = {
      productionName: "users.rehearsal.test",
      privateName: "users.internal.rehearsal.test",
    } as Inventory["services"][string];
    await cloud.traffic(inside, "green", service, 30, "private");
    expect(asked).to.deep.equal([["arn:p", ["users.internal.rehearsal.test"], 30]]);
    const called = { ...fleet("green"), privateTargetGroupArns: { blue: "other", green: "none" } };
    expect((await cloud.fleet(inside, called))?.targets.at(-1)).to.deep.equal({
      edge: "blue",
      side: "private",
      target: "10.0.0.2:80",
      state: "healthy",
      reason: "",
    });
  });
});

describe("a load balancer of 24 nodes in the local cloud", () => {
  let fixture: Fixture;
  before(async () => (fixture = await Fixture.open({ nodes: 24 })));
  after(() => fixture.close());

  it("answers 8 of its addresses at a time, and several looks find them all", async () => {
    const { cloud } = fixture;
    const { dnsName } = await fixture.loadBalancer("edge");
    const green = { arn: "arn:green", dnsName: String(dnsName) };
    const there = observer({ info: () => Promise.resolve(info(cloud)) });
    const of24 = { ...inventory, edges: { ...inventory.edges, green } };
    const [one, other] = await Promise.all([1, 2].map(() => there.resolve(of24, green.dnsName)));
    expect(one!.map(({ addresses }) => addresses.length)).to.deep.equal([8, 8, 8, 8]);
    expect(one).not.to.deep.equal(other);
    const all = Array.from({ length: 24 }, (_, node) => `127.77.1.${node + 1}`).sort();
    expect(await there.edgeAddresses(of24, "green")).to.deep.equal(all);
  });
});
