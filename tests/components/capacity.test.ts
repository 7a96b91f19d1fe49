import { expect } from "chai";
import { keptSettings } from "../../config/definition";
import { toDerivedConfig } from "../../release/derivedConfig";
import { emptyState, type ReleaseState, withServices } from "../../release/state";
import { retire, stage, switchBack, switchOver } from "../../release/transitions";
import { config, settingsOf } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find, names } from "./find";

const services = (users: object, matching: object = {}) =>
  config({ users: { ruleSlot: 0, size: 3, ...users }, matching: { ruleSlot: 1, ...matching } });

const spot = { capacity: { base: 2, spotPercent: 75 } };

/** A release of `users` with these settings. */
function released(state: ReleaseState, users: object, image = "1"): ReleaseState {
  const settings = keptSettings(settingsOf(services(users)).services["users"]!);
  return stage(state, {
    ...{ id: `r-${image}`, owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
    services: { users: { image: `users@sha256:${image}`, size: 3, settings } },
  });
}

const empty = withServices(emptyState, ["users", "matching"]);
const idle = retire(switchOver(released(empty, {})));
const secret = { colorSecret: "s3cret" };

function up(release: ReleaseState, raw: object, deployed: Partial<Run> = {}, more = {}) {
  return runProgram({
    config: { ...raw, ...toDerivedConfig(release) },
    deployed: { ...deployed.outputs, release, ...secret },
    ...more,
  });
}

function placed(run: Run, fleet: string): unknown {
  expect(run.error).to.equal(undefined);
  const { launchType, capacityProviderStrategies: strategies } = find(run, "Service", fleet).inputs;
  return launchType ?? strategies;
}

const list = (run: Run) =>
  all(run, "ClusterCapacityProviders").map(({ inputs, protect }) => [
    inputs["capacityProviders"],
    protect,
  ]);

const shared = [
  { capacityProvider: "FARGATE", base: 2, weight: 25 },
  { capacityProvider: "FARGATE_SPOT", weight: 75 },
];

describe("Spot capacity on Fargate", () => {
  it("comes with a release: its candidate has the base on demand, and what serves keeps its launch type", async () => {
    const run = await up(released(idle, spot, "2"), services(spot));
    expect(placed(run, "users-green")).to.deep.equal(shared);
    expect(find(run, "Service", "users-green").inputs["forceNewDeployment"]).to.equal(true);
    expect(placed(run, "users-blue")).to.equal("FARGATE");
    expect(list(run)).to.deep.equal([[["FARGATE", "FARGATE_SPOT"], true]]);
    expect(find(run, "Service", "users-green").dependsOn).to.include(
      "ClusterCapacityProviders cluster-capacity",
    );
  });

  it("is on the cluster's list as soon as the settings have it, before any release", async () => {
    const run = await up(idle, services(spot));
    expect(placed(run, "users-blue")).to.equal("FARGATE");
    expect(list(run)).to.deep.equal([[["FARGATE", "FARGATE_SPOT"], true]]);
    expect(run.outputs!["inventory"]).to.deep.include({ fargateProviders: true });
    expect(list(await up(idle, services({})))).to.deep.equal([]);
  });

  it("changes nothing of its strategy until another release, in any phase and after a rollback", async () => {
    const staged = released(idle, spot, "2");
    const switched = switchOver(staged);
    const before = await up(staged, services(spot));
    for (const state of [staged, switched, switchBack(switched), retire(switched)]) {
      for (const raw of [services(spot), services({})]) {
        expect(placed(await up(state, raw, before), "users-green")).to.deep.equal(shared);
      }
    }
  });

  it("leaves capacity providers to a fleet that is on demand again, for AWS would replace its ECS service", async () => {
    const done = retire(switchOver(released(idle, spot, "2")));
    const before = await up(done, services(spot));
    // Blue was never on Spot, green is again a candidate after it.
    const blue = retire(switchOver(released(done, {}, "3")));
    const between = await up(blue, services({}), before);
    expect(placed(between, "users-blue")).to.equal("FARGATE");
    const again = await up(released(blue, {}, "4"), services({}), between);
    expect(placed(again, "users-green")).to.deep.equal([
      { capacityProvider: "FARGATE", weight: 1 },
    ]);
    expect(list(again)).to.deep.equal([[["FARGATE", "FARGATE_SPOT"], true]]);
  });

  it("shares the list with groups of instances, also in an `up` of its service alone", async () => {
    const raw = services(spot, { compute: { type: "ec2" } });
    const run = await up(released(idle, spot, "2"), raw, {}, { only: ["users"] });
    expect(names(run, "Group")).to.deep.equal(["matching-blue", "matching-green"]);
    expect(list(run)).to.deep.equal([
      [["FARGATE", "FARGATE_SPOT", "matching-blue-1a2b3c4", "matching-green-1a2b3c4"], true],
    ]);
  });

  it("leaves the list of an existing cluster alone", async () => {
    const arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/team";
    const answers = {
      "aws:ecs/getCluster:getCluster": { arn, status: "ACTIVE", clusterName: "team" },
    };
    const raw = { ...services(spot), cluster: "team" };
    const run = await up(released(idle, spot, "2"), raw, {}, { answers });
    expect(placed(run, "users-green")).to.deep.equal(shared);
    expect(list(run)).to.deep.equal([]);
  });

  it("needs a foundation whose cluster has it", async () => {
    const base = await up(idle, services(spot), {}, { stack: "base" });
    const without = await up(idle, services({}), {}, { stack: "base" });
    const raw = { ...config({ users: { size: 3, ...spot } }), foundation: "base" };
    const preview = (on: Run) =>
      runProgram({ config: raw, others: { base: on.outputs! }, stack: "pr-7" });
    const refused = (await preview(without)).error?.message;
    expect(refused).to.include(
      "`services.users.capacity` needs FARGATE_SPOT on the cluster of stack base, which no service there uses: set " +
        "`capacity` of a service there and run `bluegreen up --stack base`, or set `capacity: onDemand` here",
    );
    const run = await preview(base);
    expect(run.error).to.equal(undefined);
    expect(list(run)).to.deep.equal([]);
  });
});

describe("Spot capacity on instances", () => {
  const compute = { type: "ec2", instanceType: "m7i.large" };
  const share = { base: 2, spotPercent: 75 };
  const decode = (run: Run, name: string) =>
    Buffer.from(String(find(run, "LaunchTemplate", name).inputs["userData"]), "base64").toString();

  it("is a share of the group beyond its base, whose instances drain at their notice", async () => {
    const more = { compute, capacity: { ...share, instanceTypes: ["m7a.large"] } };
    const run = await up(released(empty, more), services(more));
    const { launchTemplate, mixedInstancesPolicy } = find(run, "Group", "users-blue").inputs;
    expect(launchTemplate).to.equal(undefined);
    expect(mixedInstancesPolicy).to.deep.equal({
      instancesDistribution: {
        onDemandBaseCapacity: 2,
        onDemandPercentageAboveBaseCapacity: 25,
        spotAllocationStrategy: "price-capacity-optimized",
      },
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateId: "users-blue-id", version: "1" },
        overrides: [{ instanceType: "m7i.large" }, { instanceType: "m7a.large" }],
      },
    });
    expect(decode(run, "users-blue")).to.include("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n");
    expect(placed(run, "users-blue")).to.deep.equal([
      { capacityProvider: "users-blue-1a2b3c4", weight: 1 },
    ]);
    expect(list(run)).to.deep.equal([[["users-blue-1a2b3c4", "users-green-1a2b3c4"], false]]);
  });

  it("changes nothing of a fleet on demand", async () => {
    const run = await up(released(empty, { compute }), services({ compute, capacity: share }));
    const { launchTemplate, mixedInstancesPolicy } = find(run, "Group", "users-blue").inputs;
    expect(launchTemplate).to.deep.equal({ id: "users-blue-id", version: "1" });
    expect(mixedInstancesPolicy).to.equal(undefined);
    expect(decode(run, "users-blue")).not.to.include("SPOT");
  });
});
