import { expect } from "chai";
import { refuseDisturbing, settledTasks } from "../../../automation/commands/up";
import { readEngineState } from "../../../automation/adapters/pulumi/engineState";
import type { AccountRoom } from "../../../automation/world/inspector";
import { DeployError, refused } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";
import { api, serving } from "./servingWorld";

const needed = (service: string) =>
  Promise.reject(
    refused(`other environments depend on ${service} of dev`, "remove it there first"),
  );
const small = { network: { natGateways: "onePerAz", availabilityZones: 3 } };
const looking = (look: () => Promise<unknown>, room: AccountRoom = {}, settings: object = small) =>
  refuseDisturbing(
    { name: "dev", settings: { services: { users: { calls: [] } }, ...settings }, look } as never,
    needed,
    () => Promise.resolve({ value: room }),
  );
const engine = readEngineState({ deployment: {} });
const current = { id: "r-1", phase: "switched", owner: "ann@vm:7", services: { users: {} } };

describe("an `up` that leaves production short of tasks", () => {
  it("has kept the images before it waits for ECS, which fails", async () => {
    const { ports, run, environment } = await serving({ users: api });
    const uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/bluegreen/dev/users";
    environment().release.services["users"]!.previous = { image: `${uri}@sha256:2` };
    const kept: unknown[] = [];
    ports.imageKeeper = { keep: (...asked) => Promise.resolve(void kept.push(asked)) };
    ports.observer.fleet = () => Promise.resolve(null);
    const deployed = await ports.stack.read();
    const failure = await refusalOf(() => settledTasks(run(), deployed, ["users-blue"]));
    expect(failure.found).to.equal("the settings are applied, but production is not as recorded");
    expect(kept).to.deep.equal([[uri, "bluegreen/dev", ["sha256:2"]]]);
  });
});

describe("an `up` while a release is in progress", () => {
  it("is refused before it locks the stack, so that the release's own deployer is not disturbed", async () => {
    const looked = { deployed: { release: { current } } };
    const refusal = await looking(() => Promise.resolve(looked)).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(DeployError).and.to.deep.include({
      kind: "refused",
      found:
        "release r-1 of users is in progress (phase switched, held by ann@vm:7), and an `up` now could undo part of it",
      next: "see whether its deployer is still running: bluegreen status --stack dev; if it is not: bluegreen resume --stack dev",
    });
  });

  it("is not refused without a release, or before there is a stack", async () => {
    const release = { current: null };
    const look = () => Promise.resolve({ deployed: { release }, engine });
    expect(await looking(look)).to.equal(release);
    await looking(() => Promise.resolve({ deployed: {}, engine }));
    await looking(() => Promise.reject(refused("there is no stack dev", "create it")));
  });
});

describe("an `up` without the block of a service", () => {
  const deployed = (...names: string[]) => {
    const services = Object.fromEntries(names.map((name) => [name, {}]));
    return () =>
      Promise.resolve({
        deployed: { release: { current: null }, inventory: { services } },
        engine,
      });
  };

  it("is refused before anything is deleted, as long as another environment needs that service", async () => {
    const refusal = await refusalOf(() => looking(deployed("users", "ana")));
    expect(refusal.found).to.equal("other environments depend on ana of dev");
  });

  it("is not refused where the settings still have every service", async () => {
    await looking(deployed("users"));
  });
});

describe("the first `up` of an environment", () => {
  const none = () => Promise.reject(refused("there is no stack dev", "create it"));
  const full: AccountRoom = {
    vpcs: { used: 5, limit: 5 },
    internetGateways: { used: 4, limit: 5 },
    elasticIps: { used: 3, limit: 5 },
    natGatewaysPerZone: { used: 5, limit: 5 },
    loadBalancers: { used: 49, limit: 50 },
  };

  it("is refused where the account's quotas have no room for what it creates", async () => {
    const refusal = await refusalOf(() => looking(none, full));
    expect(refusal.found).to.equal("the account's quotas have no room for this environment");
    expect(refusal.reasons).to.deep.equal([
      "VPCs in the region: 5 of 5 are in use, and this environment needs 1",
      "Elastic IP addresses in the region: 3 of 5 are in use, and this environment needs 3",
      "NAT gateways in one Availability Zone: 5 of 5 are in use, and this environment needs 1",
      "Application Load Balancers in the region: 49 of 50 are in use, and this environment needs 2",
    ]);
    const inited = () => Promise.resolve({ deployed: {}, engine });
    expect((await refusalOf(() => looking(inited, full))).reasons).to.have.length(4);
  });

  it("needs only load balancers in a VPC that exists, and nothing on another environment", async () => {
    const brought = { network: { vpcId: "vpc-1" } };
    const refusal = await refusalOf(() => looking(none, full, brought));
    expect(refusal.reasons).to.have.length(1);
    await looking(none, { ...full, loadBalancers: { used: 48, limit: 50 } }, brought);
    await looking(none, full, { foundation: "prod" });
    await looking(none, {});
  });

  it("is not refused for what an interrupted one has created already", async () => {
    const begun = {
      urn: "urn:pulumi:dev::bluegreen::aws:ec2/vpc:Vpc::vpc",
      type: "aws:ec2/vpc:Vpc",
    };
    const state = readEngineState({ deployment: { resources: [begun] } });
    await looking(() => Promise.resolve({ deployed: {}, engine: state }), full);
  });
});
