import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { version } from "../../package.json";
import type { Run } from "./engine";
import { recordRegistrations, type Registered, waitForRPCs } from "./registrations";
import { examples, lost, servingUrns } from "./urns";

/** A folder for each version, which is never edited once that version is released. */
const folder = join(__dirname, "urns");
const fileOf = (made: string, example: string) => join(folder, made, `${example}.txt`);
const pinnedIn = (made: string, example: string) =>
  readFileSync(fileOf(made, example), "utf8").trim().split("\n");

const howTo =
  "give the resource its former name back, or an alias (`aliases` in its options): without it, an upgrade deletes " +
  "what serves, or Pulumi refuses it";

function registeredAs(opts: pulumi.CustomResourceOptions): Promise<Registered[]> {
  return new Promise((resolve, reject) => {
    const mocks = {
      newResource: ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({
        id: name,
        state: inputs as object,
      }),
      call: () => ({}),
    };
    const run = async () => {
      await pulumi.runtime.setMocks(mocks, "bluegreen", "dev", false, "acme");
      const resources: Registered[] = [];
      recordRegistrations(resources, new Map());
      new aws.ecs.Cluster("after", {}, opts);
      await waitForRPCs();
      resolve(resources);
    };
    run().catch(reject);
  });
}

describe("the names of what serves", function () {
  this.timeout(60_000);
  const runs = new Map<string, Run>();
  before(async () => {
    for (const [example, run] of Object.entries(examples)) runs.set(example, await run());
  });

  it("are written down for this version (UPDATE_GOLDEN=1 rewrites them)", () => {
    for (const [example, run] of runs) {
      expect(run.error, example).to.equal(undefined);
      const urns = servingUrns(run);
      const file = fileOf(version, example);
      if (process.env.UPDATE_GOLDEN) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `${urns.join("\n")}\n`);
      }
      expect(pinnedIn(version, example), example).to.deep.equal(urns);
    }
  });

  it("are those of every earlier version, or aliases of them", () => {
    const versions = readdirSync(folder);
    expect(versions).to.include(version);
    for (const made of versions) {
      for (const [example, run] of runs) {
        expect(lost(pinnedIn(made, example), run), `${example} of ${made}: ${howTo}`).to.deep.equal(
          [],
        );
      }
    }
  });

  it("would be missed if a resource, a type or a parent had another one", () => {
    const { resources } = runs.get("dev")!;
    const urns = servingUrns({ resources });
    const [first, ...others] = urns;
    expect(urns).to.include.members([
      "bluegreen:index:Edge$aws:lb/listener:Listener::edge-blue-https",
      "bluegreen:index:BlueGreenService$aws:route53/record:Record::users-production",
    ]);
    const renamed = resources.map((one) =>
      one.urn === first ? { ...one, urn: `${first}-2` } : one,
    );
    expect(lost(urns, { resources: renamed })).to.deep.equal([first]);
    const aliased = renamed.map((one) =>
      one.urn === `${first}-2` ? { ...one, aliases: [first!] } : one,
    );
    expect(lost(urns, { resources: aliased })).to.deep.equal([]);
    expect(lost(others, { resources: renamed })).to.deep.equal([]);
  });

  it("are known by aliases as Pulumi gets them", async () => {
    const urn = "aws:ecs/cluster:Cluster::before";
    for (const aliases of [[{ name: "before" }], [`urn:pulumi:dev::bluegreen::${urn}`]]) {
      expect(lost([urn], { resources: await registeredAs({ aliases }) })).to.deep.equal([]);
    }
    expect(lost([urn], { resources: await registeredAs({}) })).to.deep.equal([urn]);
  });
});
