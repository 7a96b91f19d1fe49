import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { ReleaseResult } from "../../automation/runbook/result";
import type { Color } from "../../release/state";
import type { ServiceDescription } from "../../localCloud/dataplane/deployment";
import { Scene } from "../../rehearsal/scene";

/** Works until it is asked to stop, and then takes its time to finish. */
const works = `
  process.on("SIGTERM", () => setTimeout(() => process.exit(0), 400));
  setInterval(() => undefined, 1000);
`;
const images = {
  v1: { "server.cjs": works, "self-test.cjs": "" },
  v2: { "server.cjs": `${works} // v2`, "self-test.cjs": "" },
  failsItsTest: {
    "server.cjs": `${works} // v3`,
    "self-test.cjs": `console.log("no queue"); process.exit(2);`,
  },
  neverComesUp: { "server.cjs": "process.exit(1);", "self-test.cjs": "" },
};
type Version = keyof typeof images;

/** The real Pulumi with the unmodified program and deployer: a single worker, whose tasks are processes. */
describe("a worker on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let inventory: Inventory;
  const pushed = {} as Record<Version, { reference: string; digest: string }>;

  before(async () => {
    const selfTest = { command: ["node", "self-test.cjs"], timeoutSeconds: 20 };
    const mailer = { kind: "worker", size: 2, selfTest, startSeconds: 15, stopSeconds: 20 };
    scene = await Scene.open({ more: { users: null, matching: null, mailer } });
    const up = await scene.mustRun(["up"]);
    inventory = inventorySchema.parse(up.json["inventory"]);
    for (const version of Object.keys(images) as Version[]) pushed[version] = await push(version);
  });

  after(() => scene.close());

  async function push(version: Version): Promise<{ reference: string; digest: string }> {
    const directory = join(scene.workDir.images, version);
    mkdirSync(directory, { recursive: true });
    for (const [file, text] of Object.entries(images[version])) {
      writeFileSync(join(directory, file), text);
    }
    const { repositoryUri } = inventory.services["mailer"]!;
    const { digest } = await scene.cloud.client.push(repositoryUri, version, directory);
    return { reference: `${repositoryUri}:${version}`, digest };
  }

  const deploy = (version: Version) =>
    scene.run(["deploy", "--service", "mailer", "--image", pushed[version].reference]);

  async function fleets(): Promise<Record<Color, ServiceDescription | null>> {
    const look = (color: Color) => {
      const { serviceName } = inventory.services["mailer"]!.fleets[color];
      if (serviceName === "") return Promise.resolve(null);
      return scene.cloud.client.fleet(inventory.clusterName, serviceName);
    };
    return { blue: await look("blue"), green: await look("green") };
  }

  /** Running digests, by color. */
  async function running(): Promise<Record<Color, (string | null)[]>> {
    inventory = await scene.inventory();
    const { blue, green } = await fleets();
    const digests = (fleet: ServiceDescription | null) =>
      (fleet?.running ?? []).map(({ digest }) => digest);
    return { blue: digests(blue), green: digests(green) };
  }

  /** How often both colors ran at once, and how often none, during an action. */
  async function watching<T>(
    action: Promise<T>,
  ): Promise<{ result: T; both: number; none: number }> {
    const seen = { both: 0, none: 0 };
    let over = false;
    const watch = async () => {
      while (!over) {
        const { blue, green } = await fleets();
        const colors = [blue, green].filter((one) => (one?.running.length ?? 0) > 0).length;
        if (colors === 2) seen.both++;
        if (colors === 0) seen.none++;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const watched = watch();
    const result = await action.finally(() => (over = true));
    await watched;
    return { result, ...seen };
  }

  const twice = (version: Version) => [pushed[version].digest, pushed[version].digest];

  it("starts for the first time after its self-test", async () => {
    const { code, json, lines } = await deploy("v1");
    expect(code, lines.join("\n")).to.equal(0);
    const { steps, tests } = json as unknown as ReleaseResult;
    expect(steps.map(({ step }) => step)).to.deep.equal(
      "0 1 4 5 handover work recheck 6".split(" "),
    );
    expect(tests.map(({ name, ok }) => [name, ok])).to.deep.equal([
      ["self-test of mailer: node self-test.cjs", true],
    ]);
    expect(await running()).to.deep.equal({ blue: twice("v1"), green: [] });
  });

  it("is handed over: its old fleet has stopped before the new one starts", async () => {
    // Both fleets are ECS services from the first stage on; this release creates the second.
    const { result, both } = await watching(deploy("v2"));
    expect(result.code, result.lines.join("\n")).to.equal(0);
    expect(both).to.equal(0);
    expect(await running()).to.deep.equal({ blue: [], green: twice("v2") });
  });

  it("is rejected if its self-test fails, with the output of that, and the old fleet works on", async () => {
    const { result, both, none } = await watching(deploy("failsItsTest"));
    expect(result.code).to.equal(3);
    expect({ both, none }).to.deep.equal({ both: 0, none: 0 });
    expect((result.json as unknown as ReleaseResult).reasons).to.deep.equal([
      "the candidate failed its tests",
      "self-test of mailer: node self-test.cjs: exit code 2\nno queue",
    ]);
    expect(await running()).to.deep.equal({ blue: [], green: twice("v2") });
  });

  it("is rolled back to its old fleet if the new one does not start", async () => {
    const { result, both, none } = await watching(deploy("neverComesUp"));
    expect(result.code, result.lines.join("\n")).to.equal(3);
    expect(both).to.equal(0);
    expect(none).to.be.greaterThan(0);
    expect(await running()).to.deep.equal({ blue: [], green: twice("v2") });
    const { services, current } = await scene.release();
    expect(current).to.equal(null);
    expect(services["mailer"]).to.deep.include({ activeColor: "green" });
  });
});
