import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { plan } from "../../../automation/commands/plan";
import { rollback } from "../../../automation/commands/rollback";
import type { CommandResult } from "../../../automation/commands/result";
import type { Machine } from "../../../automation/locks/liveness";
import type { Update } from "../../../automation/history/update";
import { DeployError } from "../../../automation/world/errors";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { serviceSchema } from "../../../config/schema";
import { calmWorld, type Trouble } from "../course/calmWorld";

const imageOf = (digit: string) => `repo@sha256:${digit.repeat(64)}`;
const at = { stack: "dev", cwd: "", json: false };
const options = { ...at, forceFromBroken: false, service: ["users"] };

/** Services with their first versions in production. */
async function serving(services: Record<string, object>, trouble: Trouble = {}) {
  const world = calmWorld(services, trouble);
  const told: string[] = [];
  world.ports.reporter.note = (text) => told.push(text);
  const updates: Update[] = [];
  let count = 0;
  world.ports.clock.newId = () => `r-${++count}`;
  const apply = world.ports.stack.apply.bind(world.ports.stack);
  world.ports.stack.apply = async (wanted, how) => {
    const atMs = world.ports.clock.nowMs();
    const update = {
      message: how.message,
      startedMs: atMs,
      endedMs: atMs + 1000,
      wanted,
      settings: null,
    };
    updates.unshift({ ...update, result: "succeeded" });
    return apply(wanted, how);
  };
  const history = () => Promise.resolve(updates);
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
  const back = (more: object = {}) =>
    rollback(run(), { ...at, service: ["users"], ...more }, { history });
  return { ...world, run, release, edit, fleet, back, told };
}

const api = { errorAlarmPercent: 0 };

describe("a rollback", () => {
  it("brings back the architecture with the image that was built for it", async () => {
    const { ports, release, edit, fleet, back } = await serving({ users: api });
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
    const { exitCode } = await back();
    expect(exitCode).to.equal(0);
    expect(fleet().image).to.equal(imageOf("1"));
    expect(fleet().settings).to.include({ architecture: "X86_64" });
  });

  it("is refused to a version that calls a service which was removed since, and nothing changes", async () => {
    const services = { matching: api, users: { ...api, calls: ["matching"] } };
    const { settings, environment, release, edit, back } = await serving(services);
    edit("users", api);
    expect((await release([imageOf("2")])).exitCode).to.equal(0);
    delete settings.services["matching"];
    const { revision } = environment().release;
    const refusal = await back().catch((error: unknown) => error as DeployError);
    expect(refusal).to.be.instanceOf(DeployError).and.to.include({
      found: "the previous version of users calls matching, which is no longer a service of dev",
      next: "deploy another image: bluegreen deploy --stack dev --service users --image <reference>",
    });
    expect(environment().release.revision).to.equal(revision);
  });
});

describe("which version a rollback brings back", () => {
  const tag = (version: string) => `repo/users:${version}`;
  const refusalOf = (result: Promise<unknown>) =>
    result.then(
      () => undefined,
      (error: unknown) => error as DeployError,
    );

  /** v1, v2 and v3 have served, in this order. */
  async function third() {
    const world = await serving({ users: api });
    const digits: Record<string, string> = { v2: "2", v3: "3", v4: "4" };
    world.ports.observer.image = (reference) => {
      const digit = digits[reference.split(":")[1] ?? ""];
      const pinned = digit ? imageOf(digit) : reference;
      return Promise.resolve({ found: true, pinned, digest: "", architecture: null });
    };
    for (const version of ["v2", "v3"]) {
      expect((await world.release([tag(version)])).exitCode).to.equal(0);
    }
    return world;
  }

  it("never is one that was rolled back before its release had ended", async () => {
    const { ports, release, back, fleet, told, environment } = await third();
    // The old fleet is up, so that is where a rollback leads.
    const sleep = ports.clock.sleep.bind(ports.clock);
    let once = true;
    ports.clock.sleep = async (ms) => {
      if (once && environment().release.current?.phase === "switched") {
        once = false;
        await back({ service: [] });
      }
      return sleep(ms);
    };
    await refusalOf(release([tag("v4")]));
    ports.clock.sleep = sleep;
    expect(fleet().label?.tag).to.equal("v3");
    expect(told).to.include(
      "users: rolling back from v4 (sha256:444444444444) to v3 (sha256:333333333333)",
    );
    const refusal = await refusalOf(back({ service: [] }));
    expect(refusal).to.deep.include({
      reasons: [
        "users: rolling back from v3 (sha256:333333333333) to v2 (sha256:222222222222) " +
          "with the settings it had, as released by r-2",
      ],
      next: "bluegreen rollback --stack dev --service users",
    });
    expect((await back()).exitCode).to.equal(0);
    expect(fleet().image).to.equal(imageOf("2"));
    // v3 was rolled back now, and nothing else is taken for what served before v2.
    expect((await refusalOf(back()))?.found).to.equal(
      "users has no previous version to roll back to: nothing else has served, or it was rolled back itself",
    );
  });

  it("never is one whose tests failed", async () => {
    const trouble: Trouble = {};
    const { release, back, fleet } = await serving({ users: api }, trouble);
    expect((await release([imageOf("2")])).exitCode).to.equal(0);
    trouble.tests = true;
    expect((await release([imageOf("3")])).exitCode).to.equal(3);
    trouble.tests = false;
    expect((await back()).exitCode).to.equal(0);
    expect(fleet().image).to.equal(imageOf("1"));
  });

  it("is chosen from history by release, tag or digest with --to", async () => {
    const { back, fleet, told } = await third();
    expect((await back({ to: "sha256:1111111" })).exitCode).to.equal(0);
    expect(fleet().image).to.equal(imageOf("1"));
    expect((await back({ to: "v2" })).exitCode).to.equal(0);
    expect(fleet()).to.deep.include({ image: imageOf("2") });
    expect(fleet().label?.tag).to.equal("v2");
    expect(told.filter((line) => line.includes("rolling back"))).to.have.length(2);
  });

  it("is refused by --to if it was rolled back, with those that were not", async () => {
    const { back, environment } = await third();
    expect((await back()).exitCode).to.equal(0);
    const { revision } = environment().release;
    const refusal = await refusalOf(back({ to: "v3" }));
    expect(refusal).to.include({
      found: "no release of users that served and was not rolled back is v3",
      next: "choose one of these: bluegreen rollback --stack dev --service users --to <release>",
    });
    expect(refusal?.reasons).to.deep.equal([
      "r-4: v2 (sha256:222222222222), released 2026-01-01 00:02 UTC",
      "r-2: v2 (sha256:222222222222), released 2026-01-01 00:00 UTC",
      "r-1: sha256:111111111111, released 2026-01-01 00:00 UTC",
    ]);
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

describe("images that fit no services", () => {
  it("are refused before the stack is read", async () => {
    const { ports, run } = await serving({ users: api });
    ports.stack.read = () => expect.fail("it was read");
    const image = [imageOf("1"), imageOf("2")];
    for (const command of [deploy, plan]) {
      const refusal = await command(run(), { ...options, image, markdown: false }).catch(
        (error: unknown) => error as DeployError,
      );
      expect(refusal).to.include({
        kind: "refused",
        found: "found 1 --service and 2 --image; each service needs one image",
      });
    }
  });
});

describe("a deploy while a release is in progress", () => {
  async function during(owner: string, process: Machine["process"]) {
    const world = await serving({ users: api });
    const read = world.ports.stack.read.bind(world.ports.stack);
    const current = {
      id: "r-9",
      phase: "switched" as const,
      owner,
      services: { mailer: { candidate: "green" as const } },
    };
    let looks = 0;
    world.ports.stack.read = async () => {
      const deployed = await read();
      const release = deployed.release!;
      const busy = { ...release, current: { ...current, startedAt: "2026-01-01T00:00:00Z" } };
      return looks++ < 3 ? { ...deployed, release: busy } : deployed;
    };
    const waits: string[] = [];
    world.ports.reporter.waiting = (what) => waits.push(what);
    const machine = { host: "vm", nowMs: () => world.ports.clock.nowMs(), process };
    const start = (wait: boolean) =>
      deploy(world.run(), { ...options, image: [imageOf("2")], wait }, machine);
    return { ...world, start, waits };
  }
  const kindOf = (result: Promise<CommandResult>) =>
    result.then(
      ({ exitCode }) => exitCode,
      (error: DeployError) => error.kind,
    );

  it("waits for it with --wait, and is refused without", async () => {
    const { start, waits, fleet } = await during("bob@ci:7", () => null);
    expect(await kindOf(start(false))).to.equal("held");
    expect(await kindOf(start(true))).to.equal(0);
    expect(waits[0]).to.equal("release r-9 of mailer by bob@ci:7 ends: it is in phase switched");
    expect(fleet().image).to.equal(imageOf("2"));
  });

  it("does not wait for a deployer that is no longer running", async () => {
    const { start, waits } = await during("bob@vm:7", () => null);
    expect(await kindOf(start(true))).to.equal("held");
    expect(waits).to.deep.equal([]);
  });
});
