import { expect } from "chai";
import { DeployError } from "../../../automation/world/errors";
import type { Trouble } from "../course/calmWorld";
import { api, imageOf, serving } from "./servingWorld";

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

describe("what history says of a release that was rolled back", () => {
  it("is the first line of each reason, without what Pulumi could not be given as an argument", async () => {
    const { ports, release, updates } = await serving({ users: api });
    ports.tests.run = () =>
      Promise.resolve([
        {
          name: "npm test",
          ok: false,
          seconds: 1,
          reason: "exit code \0 1",
          output: "a\0b\n\x1b[31mc",
        },
      ]);
    expect((await release([imageOf("2")])).exitCode).to.equal(3);
    expect(updates[0]!.message).to.equal(
      "bluegreen: retire r-2: the candidate failed its tests; npm test: exit code \ufffd 1",
    );
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
        "users would roll back from v3 (sha256:333333333333) to v2 " +
          "(sha256:222222222222) with the settings it had, as released by r-2",
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

  it("is still that of the old fleet when the rollback itself was interrupted", async () => {
    const { ports, release, back, fleet, environment } = await serving({ users: api });
    const sleep = ports.clock.sleep.bind(ports.clock);
    const killed = new Error("killed");
    let isFirst = true;
    ports.clock.sleep = async (ms) => {
      const phase = environment().release.current?.phase;
      if (phase === "switched") await back({ service: [] });
      if (phase !== "returning" || !isFirst) return sleep(ms);
      isFirst = false;
      throw killed;
    };
    expect(await refusalOf(release([imageOf("2")]))).to.equal(killed);
    expect(environment().release.current?.phase).to.equal("returning");
    expect(await refusalOf(back({ service: [], to: "v1" }))).to.include({ kind: "refused" });
    expect((await back({ service: [] })).exitCode).to.equal(3);
    expect(environment().release.current).to.equal(null);
    expect(fleet().image).to.equal(imageOf("1"));
  });

  it("is that of the old fleet, although somebody scaled it in by hand", async () => {
    const { ports, release, back, fleet, environment } = await serving({
      users: { ...api, size: 2 },
    });
    const observed = ports.observer.fleet.bind(ports.observer);
    const sleep = ports.clock.sleep.bind(ports.clock);
    let code: number | undefined;
    ports.clock.sleep = async (ms) => {
      if (code === undefined && environment().release.current?.phase === "switched") {
        code = 0;
        ports.observer.fleet = async (...args) => {
          const health = (await observed(...args))!;
          if (args[1].serviceName !== "users blue") return health;
          const targets = health.targets.filter(({ target }) => target === "users blue 0");
          return { ...health, desired: 1, running: health.running.slice(0, 1), targets };
        };
        code = (await back({ service: [] })).exitCode;
      }
      return sleep(ms);
    };
    await refusalOf(release([imageOf("2")]));
    expect(code).to.equal(3);
    expect(fleet().image).to.equal(imageOf("1"));
  });

  it("is the last other one after a restart, which releases the same again", async () => {
    const { release, back, fleet } = await third();
    expect((await release([tag("v3")], { restart: true })).exitCode).to.equal(0);
    expect((await back()).exitCode).to.equal(0);
    expect(fleet().image).to.equal(imageOf("2"));
  });

  it("is the same image with the settings it had, if only these were released", async () => {
    const { release, edit, back, fleet } = await serving({ users: api });
    edit("users", { ...api, cpu: 512 });
    expect((await release([imageOf("1")])).exitCode).to.equal(0);
    expect((await release([imageOf("1")], { restart: true })).exitCode).to.equal(0);
    expect((await back()).exitCode).to.equal(0);
    expect(fleet().settings).to.include({ cpu: 256 });
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

  it("is refused by --to if it was rolled back, with those that were not and don't serve", async () => {
    const { back, environment } = await third();
    expect((await back()).exitCode).to.equal(0);
    const { revision } = environment().release;
    const refusal = await refusalOf(back({ to: "v3" }));
    expect(refusal).to.include({
      found: "v3 matches no release of users that served and was not rolled back",
      next: "roll back to one of these: bluegreen rollback --stack dev --service users --to <release>",
    });
    expect(refusal?.reasons).to.deep.equal([
      "r-1: sha256:111111111111, released 2026-01-01 00:00 UTC",
    ]);
    expect(environment().release.revision).to.equal(revision);
  });
});
