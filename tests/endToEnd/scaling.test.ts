import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { ReleaseResult } from "../../automation/runbook/result";
import type { Color } from "../../release/state";
import { Scene } from "../../rehearsal/scene";

const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rehearsal/users-AbCdEf";

/** On the real Pulumi: `users` scales between 1 and 5 tasks on instances, and has two secrets. */
describe("a release of a service with auto scaling and secrets", function () {
  this.timeout(300_000);
  let scene: Scene;
  const images: Record<string, string> = {};

  before(async () => {
    scene = await Scene.open({
      more: {
        users: {
          size: { min: 1, max: 5, target: { cpuPercent: 60, requestsPerTask: 600 } },
          secrets: { PASSWORD: "/rehearsal/users/password", API_KEY: `${secretArn}:apiKey::` },
        },
      },
    });
    const { json } = await scene.mustRun(["up"]);
    const inventory = inventorySchema.parse(json["inventory"]);
    for (const version of ["v1", "v2"]) {
      images[version] = (await scene.push(version, inventory))["users"]!.reference;
    }
    await deploy("v1");
  });

  after(() => scene.close());

  const deploy = (version: string) =>
    scene.mustRun(["deploy", "--service", "users", "--image", images[version]!]);

  /** A fleet's desired and running tasks. */
  async function scale(inventory: Inventory, color: Color, tasks: number) {
    const { serviceName } = inventory.services["users"]!.fleets[color];
    return scene.cloud.client.scale(inventory.clusterName, serviceName, tasks);
  }

  async function desired(color: Color): Promise<number | undefined> {
    const { clusterName, services } = await scene.inventory();
    const { serviceName } = services["users"]!.fleets[color];
    return (await scene.cloud.client.fleet(clusterName, serviceName))?.desired;
  }

  it("leaves a scaled count alone in a plain `up`, even with a refresh", async () => {
    expect(await desired("blue")).to.equal(1);
    expect(await scale(await scene.inventory(), "blue", 3)).to.deep.equal({
      desired: 3,
      reason: "",
    });
    await scene.mustRun(["up"]);
    expect(await desired("blue")).to.equal(3);
    await scene.pulumi("refresh", "--yes", "--skip-preview");
    await scene.mustRun(["up"]);
    expect(await desired("blue")).to.equal(3);
    expect((await scene.release()).services["users"]?.fleets.blue.size).to.equal(1);
  });

  it("starts the candidate at the current count, pauses scaling, and restores the bounds", async () => {
    const inventory = await scene.inventory();
    const held: unknown[] = [];
    const running = scene.start(
      ["deploy", "--service", "users", "--image", images["v2"]!],
      (line) => {
        if (!line.startsWith("▸ 4")) return;
        held.push(scale(inventory, "blue", 5), scale(inventory, "blue", 1));
      },
    );
    const { code, json, lines } = await running.ended;
    expect(code, lines.join("\n")).to.equal(0);
    const suspended = { desired: 3, reason: "scaling is suspended" };
    expect(await Promise.all(held)).to.deep.equal([suspended, suspended]);
    expect((json as unknown as ReleaseResult).services["users"]).to.deep.include({
      color: "green",
      size: 3,
    });
    expect((await scene.release()).services["users"]?.fleets.blue.size).to.equal(0);
    expect(await desired("green")).to.equal(3);
    expect(await desired("blue")).to.equal(0);

    const after = await scene.inventory();
    const bounds = "the bounds are 1 and 5";
    expect(await scale(after, "green", 9)).to.deep.equal({ desired: 5, reason: bounds });
    expect(await scale(after, "green", 0)).to.deep.equal({ desired: 1, reason: bounds });
    const stopped = { desired: 0, reason: "the bounds are 0 and 0" };
    expect(await scale(after, "blue", 2)).to.deep.equal(stopped);
  });

  it("takes a fixed size at once, also the one of its last release while AWS has another count", async () => {
    expect(await desired("green")).to.equal(1);
    const bounds = scene.committedSettings();
    const file = parse(bounds) as { config: Record<string, unknown> };
    const services = file.config["bluegreen:services"] as Record<string, object>;
    services["users"] = { ...services["users"], size: 3 };
    scene.writeSettings(stringify(file));
    expect((await scene.mustRun(["up"])).json["tasks"]).to.deep.equal({ users: 3 });
    expect(await desired("green")).to.equal(3);
    scene.writeSettings(bounds);
    await scene.mustRun(["up"]);
    expect(await desired("green")).to.equal(3);
  });

  it("shows no value of a secret in state, outputs, config, progress or logs", async () => {
    const values = Object.values(await scene.cloud.client.secrets());
    expect(values).to.have.length(2);
    const { lines, json } = await deploy("v1");
    const written = [
      ...filesBelow(scene.workDir.root).map((path) => readFileSync(path, "utf8")),
      await scene.pulumi("stack", "export", "--show-secrets"),
      await scene.pulumi("stack", "output", "--json", "--show-secrets"),
      JSON.stringify(json),
      ...lines,
    ];
    expect(written.some((text) => text.includes("/rehearsal/users/password"))).to.equal(true);
    for (const value of values) {
      expect(written.filter((text) => text.includes(value))).to.deep.equal([]);
    }
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
