import { expect } from "chai";
import { config, settingsOf } from "../config/samples";
import { type Run, type RunInput, runProgram } from "./engine";
import { all, find, names } from "./find";
import { keptSettings } from "../../config/definition";
import { toDerivedConfig } from "../../release/derivedConfig";
import { phases, releasedWith } from "./phases";

const arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/team";
const token = "aws:ecs/getCluster:getCluster";

function inCluster(cluster: string, more: Partial<RunInput> = {}): Promise<Run> {
  const raw = config({ users: { ruleSlot: 0 }, matching: { ruleSlot: 1 } });
  const release = releasedWith({ ...phases.idle, revision: 0 }, raw);
  return runProgram({ config: { ...raw, ...toDerivedConfig(release), cluster }, ...more });
}

async function refused(cluster: string, answer: () => Record<string, unknown>): Promise<string[]> {
  const { error, resources } = await inCluster(cluster, { answers: { [token]: answer } });
  expect(resources).to.deep.equal([]);
  return error?.message.split("\n").slice(1) ?? [];
}

const next =
  "Next: correct `cluster` in Pulumi.dev.yaml, or remove it, for a cluster of the environment's own; then: bluegreen up " +
  "--stack dev";

describe("an existing cluster", () => {
  it("has the services, and nothing else of it is registered", async () => {
    for (const cluster of ["team", arn]) {
      const run = await inCluster(cluster);
      expect(run.error).to.equal(undefined);
      expect(names(run, "Cluster")).to.deep.equal([]);
      expect(names(run, "ClusterCapacityProviders")).to.deep.equal([]);
      const [service] = all(run, "Service");
      expect(service!.inputs).to.deep.include({ cluster: arn, launchType: "FARGATE" });
      expect(run.outputs).to.have.nested.property("inventory.clusterName", "team");
      expect(run.outputs).to.have.nested.property("inventory.environment.cluster", "team");
      expect(run.outputs).to.have.deep.nested.property("foundation.cluster", { arn, name: "team" });
    }
  });

  it("is not asked about where the environment has its own", async () => {
    const run = await runProgram({ config: config() });
    expect(run.invokes).not.to.include(token);
    expect(find(run, "Cluster", "bluegreen-dev").protect).to.equal(true);
    expect(run.outputs).not.to.have.nested.property("inventory.environment.cluster");
  });

  it("is refused, before anything is registered, unless it takes tasks", async () => {
    const failing = (details: string) => () => {
      throw Object.assign(new Error(details), { details });
    };
    expect(
      await refused("team", failing("reading ECS Cluster (team): couldn't find resource")),
    ).to.deep.equal(["- ECS has no active cluster team in this region and account", next]);
    expect(await refused("team", () => ({ arn, status: "PROVISIONING" }))).to.deep.equal([
      ...["- the cluster team is PROVISIONING", next],
    ]);
    const elsewhere = arn.replace("eu-central-1", "us-east-1");
    expect(await refused(elsewhere, () => ({ arn, status: "ACTIVE" }))).to.deep.equal([
      ...[`- the cluster team of this region and account is ${arn}, not ${elsewhere}`, next],
    ]);
    const answers = { [token]: failing("AccessDeniedException: not authorized") };
    const { error } = await inCluster("team", { answers });
    expect(error?.message).to.match(/AccessDeniedException: not authorized$/);
  });

  it("is kept out of what fleets are released with", () => {
    const settings = settingsOf({ ...config(), cluster: "team" });
    expect(keptSettings(settings.services["users"]!)).not.to.have.property("cluster");
  });
});
