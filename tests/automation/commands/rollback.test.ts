import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { plan } from "../../../automation/commands/plan";
import { rollback } from "../../../automation/commands/recover";
import { DeployError } from "../../../automation/world/errors";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { serviceSchema } from "../../../config/schema";
import { calmWorld } from "../course/calmWorld";

const imageOf = (digit: string) => `repo@sha256:${digit.repeat(64)}`;
const at = { stack: "dev", cwd: "", json: false };
const options = { ...at, forceFromBroken: false, service: ["users"] };

/** Services with their first versions in production. */
async function serving(services: Record<string, object>) {
  const world = calmWorld(services);
  const run = () => startRun(world.ports, allRules, "ann@vm:7");
  const release = (image: string[], more: object = {}) =>
    deploy(run(), { ...options, image, ...more });
  for (const name of Object.keys(services)) {
    expect((await release([imageOf("1")], { service: [name] })).exitCode).to.equal(0);
  }
  const edit = (name: string, settings: object) => {
    world.settings.services[name] = serviceSchema.parse({ kind: "api", ...settings });
  };
  const fleet = () => {
    const { activeColor, fleets } = world.environment().release.services["users"]!;
    return fleets[activeColor!];
  };
  return { ...world, run, release, edit, fleet };
}

const api = { errorAlarmPercent: 0 };

describe("a rollback", () => {
  it("brings back the architecture with the image that was built for it", async () => {
    const { ports, release, edit, fleet, run } = await serving({ users: api });
    const image = ports.observer.image.bind(ports.observer);
    ports.observer.image = async (reference, uri) => ({
      ...((await image(reference, uri)) as Extract<
        Awaited<ReturnType<typeof image>>,
        { found: true }
      >),
      architecture: reference === imageOf("1") ? "amd64" : "arm64",
    });
    edit("users", { ...api, architecture: "ARM64" });
    expect((await release([imageOf("2")])).exitCode).to.equal(0);
    expect(fleet().settings).to.include({ architecture: "ARM64" });
    const { exitCode } = await rollback(run(), { ...at, service: ["users"] });
    expect(exitCode).to.equal(0);
    expect(fleet().image).to.equal(imageOf("1"));
    expect(fleet().settings).to.include({ architecture: "X86_64" });
  });

  it("is refused to a version that calls a service which was removed since, and nothing changes", async () => {
    const services = { matching: api, users: { ...api, calls: ["matching"] } };
    const { settings, environment, release, edit, run } = await serving(services);
    edit("users", api);
    expect((await release([imageOf("2")])).exitCode).to.equal(0);
    delete settings.services["matching"];
    const { revision } = environment().release;
    const refusal = await rollback(run(), { ...at, service: ["users"] }).catch(
      (error: unknown) => error as DeployError,
    );
    expect(refusal).to.be.instanceOf(DeployError).and.to.include({
      found: "the previous version of users calls matching, which is no longer a service of dev",
      next: "deploy another image: bluegreen deploy --stack dev --service users --image <reference>",
    });
    expect(environment().release.revision).to.equal(revision);
  });
});

describe("a definition from before a setting was added", () => {
  it("does not differ by the setting's default, for a release any less than for `status`", async () => {
    const { release, fleet } = await serving({ users: api });
    delete (fleet().settings as Record<string, unknown>)["readonlyRootFilesystem"];
    const { json } = await release([imageOf("1")], { onlyChanged: true });
    expect(json).to.include({ outcome: "unchanged" });
    const refusal = await release([imageOf("1")]).catch((error: unknown) => error);
    expect((refusal as DeployError).found).to.match(/^nothing to release: users is already/);
  });
});

describe("a release of nothing", () => {
  it("names the sizes and bounds that wait for an `up`", async () => {
    const { release, edit, environment } = await serving({ users: api, matching: api });
    const { services } = environment().inventory;
    const bounds = { min: 2, max: 6, target: { cpuPercent: 60 } };
    Object.assign(services["matching"]!, { scaled: true, size: bounds });
    edit("users", { ...api, size: 3 });
    edit("matching", { ...api, size: { ...bounds, max: 8 } });
    const { text, json } = await release([imageOf("1")], { onlyChanged: true });
    expect(text.split("\n")).to.deep.equal([
      "nothing to release in dev: every image is already in production, with these settings",
      "at once, by `bluegreen up --stack dev`:",
      "  size of users: 2 -> 3",
      "  size of matching: 2 to 6 at 60 % CPU -> 2 to 8 at 60 % CPU",
    ]);
    expect(json).to.deep.include({
      sizes: {
        users: { from: 2, to: 3 },
        matching: { from: bounds, to: { ...bounds, max: 8 } },
      },
    });
    Object.assign(services["users"]!, { scaled: true, size: bounds });
    edit("users", { ...api, size: { ...bounds, max: 8 } });
    const refusal = await release([imageOf("1")]).catch((error: unknown) => error as DeployError);
    expect(refusal).to.include({
      found:
        "nothing to release: users is already in production with this image and these settings, " +
        "and the size of users needs no release",
      next: "apply it: bluegreen up --stack dev",
    });
  });
});

describe("a plan of nothing to release", () => {
  it("shows what `up` changes at once all the same", async () => {
    const { ports, run, edit } = await serving({ users: api });
    edit("users", { ...api, size: 3 });
    const target = (maxCapacity: number) => ({
      ...{ type: "aws:appautoscaling/target:Target", replaced: false },
      inputs: { maxCapacity },
    });
    const urn = "urn:pulumi:dev::p::aws:appautoscaling/target:Target::users-blue";
    ports.stack.preview = () =>
      Promise.resolve({
        recorded: new Map([[urn, target(6)]]),
        planned: new Map([[urn, target(8)]]),
      });
    const ask = { ...options, image: [imageOf("1")], onlyChanged: true, markdown: false };
    const { text, json } = await plan(run(), ask);
    expect(text.split("\n")).to.deep.equal([
      "nothing to release in dev: every image is already in production, with these settings",
      "at once, by `bluegreen up --stack dev`:",
      "  size of users: 2 -> 3",
      "  ~ users-blue (aws:appautoscaling/target:Target) [maxCapacity]",
    ]);
    expect(json).to.deep.include({ outcome: "unchanged", sizes: { users: { from: 2, to: 3 } } });
    const comment = await plan(run(), { ...ask, markdown: true });
    expect(comment.text).to.equal(`<!-- bluegreen:plan dev -->\n${text}`);
  });
});
