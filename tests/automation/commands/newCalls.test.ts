import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { plan } from "../../../automation/commands/plan";
import type { Plan } from "../../../automation/plan/plan";
import { rollback } from "../../../automation/commands/rollback";
import { release as runRelease } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { serviceSchema } from "../../../config/schema";
import { refusalOf } from "../../support/refusalOf";
import { calmWorld } from "../course/calmWorld";

const imageOf = (digit: string) => `repo@sha256:${digit.repeat(64)}`;
const at = { stack: "dev", cwd: "", json: false };
const options = { ...at, forceFromBroken: false };
const history = () => Promise.resolve([]);
const api = { errorAlarmPercent: 0 };

/** `users` and `matching` in production; neither calls the other. */
async function serving() {
  const world = calmWorld({ users: api, matching: api });
  const run = () => startRun(world.ports, allRules, "ann@vm:7");
  /** Without a digit: the settings with the image that serves. */
  const release = (services: string[], digit?: string, more: object = {}) => {
    const image = digit === undefined ? [] : services.map(() => imageOf(digit));
    return deploy(run(), { ...options, service: services, image, ...more });
  };
  const edit = (name: string, settings: object) => {
    world.settings.services[name] = serviceSchema.parse({ kind: "api", ...api, ...settings });
  };
  /** Whether the fleet that serves is registered at the private load balancers. */
  const called = (name: string) => {
    const { activeColor, fleets } = world.environment().release.services[name]!;
    return fleets[activeColor!].called;
  };
  expect((await release(["users", "matching"], "1")).exitCode).to.equal(0);
  expect([called("users"), called("matching")]).to.deep.equal([false, false]);
  return { ...world, run, release, edit, called };
}

describe("a release with a new call", () => {
  it("is refused while what serves of the callee can't be called, and names its release", async () => {
    const { release, edit, called, environment } = await serving();
    edit("matching", { calls: ["users"] });
    const { revision } = environment().release;
    const refusal = await refusalOf(() => release(["matching"], "2"));
    expect(refusal).to.deep.include({
      kind: "refused",
      found:
        "users was released before any service called it, and can't be called until its next release",
      next: "release it first: bluegreen deploy --stack dev --service users; then run the command again",
      reasons: ["matching calls users"],
    });
    expect(environment().release.revision).to.equal(revision);
    expect((await release(["users"])).exitCode).to.equal(0);
    expect(called("users")).to.equal(true);
    expect((await release(["matching"], "2")).exitCode).to.equal(0);
  });

  it("takes the callee with it, which differs by being called now", async () => {
    const { run, release, edit, called } = await serving();
    edit("matching", { calls: ["users"] });
    const both = {
      ...options,
      service: ["users", "matching"],
      image: [imageOf("1"), imageOf("1")],
    };
    const { json } = await plan(run(), { ...both, onlyChanged: true, markdown: false });
    expect((json as unknown as Plan).settings).to.deep.equal({
      users: [{ key: "calledBy", from: undefined, to: ["matching"] }],
      matching: [{ key: "calls", from: [], to: ["users"] }],
    });
    const result = await release(["users", "matching"], "1", { onlyChanged: true });
    expect(result.exitCode, result.text).to.equal(0);
    expect([called("users"), called("matching")]).to.deep.equal([true, false]);
    expect((await release(["users", "matching"], "1", { onlyChanged: true })).json).to.include({
      outcome: "unchanged",
    });
  });

  it("is possible to a service that calls itself", async () => {
    const { release, edit, called } = await serving();
    edit("users", { calls: ["users"] });
    expect((await release(["users"])).exitCode).to.equal(0);
    expect(called("users")).to.equal(true);
  });
});

describe("a service that is called", () => {
  /** `matching` serves and calls `users`. */
  async function calling() {
    const world = await serving();
    world.edit("matching", { calls: ["users"] });
    expect((await world.release(["users", "matching"], "1")).exitCode).to.equal(0);
    return world;
  }

  it("stays reachable when it rolls back to a version from before it was", async () => {
    const { run, release, edit, called } = await serving();
    edit("matching", { calls: ["users"] });
    expect((await release(["users"], "2")).exitCode).to.equal(0);
    const { exitCode } = await rollback(run(), { ...at, service: ["users"] }, { history });
    expect(exitCode).to.equal(0);
    expect(called("users")).to.equal(true);
  });

  it("stays reachable until no version that a rollback may bring back calls it", async () => {
    const { run, release, edit, called } = await calling();
    edit("matching", {});
    // What serves still calls it.
    await release(["users"], "2");
    expect(called("users")).to.equal(true);
    await release(["matching"], "2");
    await release(["users"], "3");
    expect(called("users")).to.equal(true);
    expect(
      (await rollback(run(), { ...at, service: ["matching"] }, { history })).exitCode,
    ).to.equal(0);
    await release(["matching"], "3");
    await release(["matching"], "4");
    await release(["users"], "4");
    expect(called("users")).to.equal(false);
  });

  it("stays reachable while another environment is built on its own", async () => {
    const { ports, release, edit, called } = await calling();
    edit("matching", {});
    await release(["matching"], "2");
    await release(["matching"], "3");
    ports.stack.dependents = () => Promise.resolve(["pr-7"]);
    await release(["users"], "2");
    expect(called("users")).to.equal(true);
    ports.stack.dependents = () => Promise.resolve([]);
    await release(["users"], "3");
    expect(called("users")).to.equal(false);
  });

  it("has to be declared as called again before an older version that calls it comes back", async () => {
    const { environment, run } = await serving();
    const settings = { ...environment().release.services["matching"]!.fleets.blue.settings };
    const previous = {
      matching: { image: imageOf("2"), settings: { ...settings, calls: ["users"] } },
    };
    const images = { matching: imageOf("2") };
    const request = { images, previous, forceFromBroken: true };
    const { next } = await refusalOf(() => runRelease(run(), environment(), request));
    expect(next).to.equal(
      "put users back into `services.matching.calls` in Pulumi.dev.yaml; release it first: " +
        "bluegreen deploy --stack dev --service users; then run the command again",
    );
  });
});
