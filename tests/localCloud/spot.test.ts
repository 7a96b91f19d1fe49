import { expect } from "chai";
import { order } from "../../localCloud/api/faults";
import type { Properties } from "../../localCloud/control/resource";
import { nextProvider } from "../../localCloud/dataplane/capacityStrategy";
import { diff } from "../../localCloud/control/operations";
import { completed, EcsRig, serving } from "./ecsRig";
import { refusal, until } from "./fixture";

const strategy = (base: number, onDemand = 0) => [
  { capacityProvider: "FARGATE", base, weight: onDemand },
  { capacityProvider: "FARGATE_SPOT", base: 0, weight: 100 - onDemand },
];

describe("a capacity provider strategy", () => {
  const placed = (count: number, base: number, weights: [number, number]) => {
    const all: Record<string, number> = { FARGATE: 0, FARGATE_SPOT: 0 };
    const providers = [
      { name: "FARGATE", base, weight: weights[0] },
      { name: "FARGATE_SPOT", base: 0, weight: weights[1] },
    ];
    for (let i = 0; i < count; i++) all[nextProvider(providers, all)]!++;
    return [all["FARGATE"], all["FARGATE_SPOT"]];
  };

  it("places the base first, and divides the others by weight", () => {
    expect(placed(2, 2, [0, 100])).to.deep.equal([2, 0]);
    expect(placed(5, 2, [0, 100])).to.deep.equal([2, 3]);
    expect(placed(10, 2, [25, 75])).to.deep.equal([4, 6]);
    expect(placed(4, 0, [1, 1])).to.deep.equal([2, 2]);
  });
});

describe("Spot capacity of the local cloud", () => {
  let rig: EcsRig;

  beforeEach(async () => {
    rig = await EcsRig.open();
    await rig.attach();
  });
  afterEach(() => rig.close());

  const listed = () =>
    rig.fixture.create("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "all", {
      clusterName: rig.cluster.name,
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    });
  const providers = (tasks: readonly { provider: string }[]) =>
    tasks.map(({ provider }) => provider).sort();

  it("is refused to a service until the cluster's list has it, and stays on the list of one that uses it", async () => {
    const image = rig.push("v1", serving("v1"));
    const capacityProviderStrategies = strategy(1);
    expect(await refusal(rig.run(image, { capacityProviderStrategies }))).to.include(
      "The specified capacity provider was not found in the cluster.",
    );
    const list = await listed();
    const [, service] = await rig.run(image, { capacityProviderStrategies });
    await completed(service);
    expect(providers(service.tasks)).to.deep.equal(["FARGATE", "FARGATE_SPOT"]);
    const type = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
    expect(await refusal(rig.fixture.delete(type, "all", list))).to.include("in use");
  });

  it("refuses strategies that AWS does not take", async () => {
    const image = rig.push("v1", serving("v1"));
    await listed();
    const refused = (...capacityProviderStrategies: Properties[]) =>
      refusal(rig.run(image, { capacityProviderStrategies }));
    const [onDemand, spot] = strategy(1);
    expect(await refused(onDemand!, { ...spot!, base: 1 })).to.include(
      "only one capacity provider of a strategy can have a base",
    );
    expect(await refused(onDemand!, { ...spot!, weight: 0 })).to.include("a weight above 0");
    expect(await refused(onDemand!, { capacityProvider: "mine", weight: 1 })).to.include(
      "can't contain both Fargate and Auto Scaling group providers",
    );
    expect(await refused(onDemand!, onDemand!)).to.include("a capacity provider is listed twice");
  });

  it("takes the place of a launch type in an update that forces a deployment, and of nothing else", async () => {
    const image = rig.push("v1", serving("v1"));
    await listed();
    const [state, service] = await rig.run(image, { desiredCount: 0 });
    const { launchType: _, ...rest } = state;
    const change = { ...rest, capacityProviderStrategies: strategy(1) };
    const type = "aws:ecs/service:Service";
    const changes = diff(rig.fixture.cloud, { type, name: "users" }, state, change);
    expect(changes).to.deep.include({ changes: true, replaces: [] });
    expect(await refusal(rig.fixture.update(type, "users", state, change))).to.include(
      "you must force a new deployment",
    );
    await rig.fixture.update(type, "users", state, {
      ...change,
      ...{ forceNewDeployment: true, desiredCount: 3 },
    });
    await until("three run", () => service.describe().running.length === 3);
    expect(providers(service.tasks)).to.deep.equal(["FARGATE", "FARGATE_SPOT", "FARGATE_SPOT"]);
    const back = diff(rig.fixture.cloud, { type, name: "users" }, change, state);
    expect(back.replaces).to.deep.equal(["launchType"]);
  });

  it("is taken back with SIGTERM at once, and replaced while there is some", async () => {
    const image = rig.push("v1", serving("v1"));
    await listed();
    const [, service] = await rig.run(image, { capacityProviderStrategies: strategy(1) });
    await completed(service);
    const spot = service.tasks.find(({ provider }) => provider === "FARGATE_SPOT")!;
    const of = { cluster: String(rig.cluster.name), service: service.name };
    order(rig.fixture.cloud, { kind: "noSpot", on: true });
    expect(order(rig.fixture.cloud, { kind: "spotInterruption", ...of })).to.deep.equal({
      taken: 1,
    });
    await spot.ended;
    expect(spot.stoppedReason).to.equal("Your Spot Task was interrupted.");
    await until("another one waits", () => service.describe().pending === 1);
    await until("that is said", () =>
      service.events.some((event) => event.includes("Capacity is unavailable at this time")),
    );
    expect(service.describe().running.length).to.equal(1);
    order(rig.fixture.cloud, { kind: "noSpot", on: false });
    await until("it runs", () => service.describe().running.length === 2);
    expect(providers(service.tasks)).to.deep.equal(["FARGATE", "FARGATE_SPOT"]);
  });

  it("is waited for by no task of a cloud that has ended", async () => {
    const image = rig.push("v1", serving("v1"));
    await listed();
    order(rig.fixture.cloud, { kind: "noSpot", on: true });
    const [, service] = await rig.run(image, { capacityProviderStrategies: strategy(0) });
    const waiting = [...service.tasks];
    expect(waiting.map(({ status }) => status)).to.deep.equal(["PENDING", "PENDING"]);
    service.kill();
    await Promise.all(waiting.map(({ ended }) => ended));
    expect(waiting.map(({ status }) => status)).to.deep.equal(["STOPPED", "STOPPED"]);
  });

  /** Looks at which no target was healthy, until what AWS takes back has ended; there is no Spot capacity left. */
  async function looksWithoutTarget(all: boolean): Promise<number> {
    const image = rig.push("v1", serving("v1"));
    await listed();
    const [, service] = await rig.run(image, { capacityProviderStrategies: strategy(1) });
    await completed(service);
    const taken = service.tasks.filter(({ provider }) => all || provider === "FARGATE_SPOT");
    const [group] = rig.fixture.cloud.targetGroups.values();
    order(rig.fixture.cloud, { kind: "noSpot", on: true });
    const of = { cluster: String(rig.cluster.name), service: service.name };
    order(rig.fixture.cloud, { kind: "spotInterruption", ...of, all });
    let found = 0;
    await until("what was taken has ended", () => {
      if (!group!.describe().some(({ state }) => state === "healthy")) found++;
      return taken.every(({ status }) => status === "STOPPED");
    });
    return found;
  }

  it("leaves the base to answer when AWS takes all of it back", async () => {
    expect(await looksWithoutTarget(false)).to.equal(0);
  });

  it("would leave nothing to answer if there were no base", async () => {
    expect(await looksWithoutTarget(true)).to.be.greaterThan(0);
  });
});
