import { expect } from "chai";
import { DeployError, StepFailed } from "../../../automation/world/errors";
import type { Ports } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import { progressFrom } from "../../../automation/runbook/progress";
import { startRun } from "../../../automation/runbook/run";
import { walk } from "../../../automation/runbook/walk";
import type { ReleaseState } from "../../../release/state";
import { retire, stage, switchOver } from "../../../release/transitions";
import { initial, inventory, settings } from "./oneService";

const release = switchOver(
  stage(initial.released, {
    id: "r-1",
    owner: "me@here:1",
    startedAt: "2026-01-01T00:00:00.000Z",
    services: { users: { image: "repository@sha256:new", size: 2 } },
  }),
);

const environment = { release, inventory, colorSecret: "secret" };

describe("the stop of the old fleet", () => {
  let asked: string[];
  let seconds: number;
  let warned: string[];
  let recorded: ReleaseState;
  let fleet: () => object | null;
  let found: ReleaseState;

  beforeEach(() => {
    asked = [];
    warned = [];
    recorded = release;
    fleet = () => null;
    found = release;
    seconds = 0;
  });

  /** An `up` that fails, while every name leads to green and no task of blue runs. */
  function makeRun(writtenAt: string, address = "10.0.0.2") {
    const ports = {
      stack: {
        name: "dev",
        settings,
        engineState: () =>
          Promise.resolve({
            targets: {},
            tasks: {},
            instances: {},
            writtenAt,
            content: writtenAt,
            pending: [],
          }),
        apply: () => Promise.reject(new StepFailed("the `up` failed", ["no delete"])),
        read: () => Promise.resolve({ release: recorded, inventory, colorSecret: "secret" }),
      },
      observer: {
        edgeAddresses: (_: unknown, edge: string) =>
          Promise.resolve([edge === "green" ? "10.0.0.2" : "10.0.0.1"]),
        recordTarget: () => Promise.resolve(null),
        resolve: () => {
          asked.push("name servers");
          const answer = { server: "ns-1", addresses: [address], ttlSeconds: 60, error: null };
          return Promise.resolve([answer]);
        },
        fleet: () => Promise.resolve(fleet()),
        pollMs: 1000,
      },
      clock: {
        monotonicSeconds: () => seconds,
        nowMs: () => 0,
        sleep: (ms: number) => (seconds += ms / 1000),
      },
      reporter: {
        stepStarted: () => undefined,
        stepEnded: () => undefined,
        waiting: () => undefined,
        warn: (text: string) => warned.push(text),
      },
    } as unknown as Ports;
    return startRun(ports, allRules, "me@here:1");
  }

  /** Runs the last step of a release whose drain is over. */
  async function stop(...args: Parameters<typeof makeRun>) {
    const given = { ...environment, release: found };
    const progress = progressFrom(given, { place: Promise.resolve("mine") });
    const without = ["work", "drain", "5"] as const;
    const ended = await walk(makeRun(...args), "release", progress, { at: "switched", without });
    return ended.progress.environment;
  }

  const failureOf = (stopping: Promise<unknown>) =>
    stopping.then(
      () => null,
      (error: unknown) => error,
    );

  it("is refused at once to a deployer that lost its place, without waiting for a record", async () => {
    // Another deployer has pointed the name back at blue, where it stays.
    for (const address of ["10.0.0.2", "10.0.0.1"]) {
      asked = [];
      const failure = await failureOf(stop("later", address));
      expect(failure).to.be.instanceOf(DeployError);
      expect((failure as DeployError).kind).to.equal("held");
      expect(asked).to.deep.equal(["name servers"]);
    }
  });

  it("fails when its `up` failed and is not recorded", async () => {
    const failure = await failureOf(stop("mine"));
    expect((failure as DeployError).kind).to.equal("stoppedMidway");
    expect(warned).to.deep.equal([]);
  });

  it("succeeds with a warning when its `up` is recorded and only a deletion failed", async () => {
    recorded = { ...retire(release), revision: release.revision + 1 };
    const after = await stop("mine");
    expect(after.release).to.deep.equal(recorded);
    expect(warned).to.deep.equal([
      "no delete",
      "the fleet has stopped all the same; the next `up` deletes what is left",
    ]);
  });

  it("succeeds likewise when that `up` also applied a size that was edited meanwhile", async () => {
    found = structuredClone(release);
    found.services["users"]!.fleets.green.size = 3;
    recorded = { ...retire(release), revision: release.revision + 1 };
    expect(recorded.services["users"]!.fleets.green.size).to.equal(2);
    expect((await stop("mine")).release).to.deep.equal(recorded);
    found.services["users"]!.fleets.green.image = "repository@sha256:other";
    const failure = await failureOf(stop("mine"));
    expect((failure as DeployError).kind).to.equal("stoppedMidway");
  });

  it("ends the release with a warning when a task does not stop, since there is nothing to resume", async () => {
    recorded = { ...retire(release), revision: release.revision + 1 };
    fleet = () => ({ running: [{}], pending: 0, desired: 0, targets: [] });
    const after = await stop("mine");
    expect(after.release.current).to.equal(null);
    expect(warned.slice(-3)).to.deep.equal([
      "users blue: scaled to 0, but tasks are still running; the release has ended",
      "timed out waiting until users blue has stopped",
      "1 task running, 0 pending, 0 desired",
    ]);
  });

  it("waits for as long as requests may take to finish and a task to exit, and no longer", async () => {
    found = structuredClone(release);
    const { blue } = found.services["users"]!.fleets;
    blue.settings = { ...blue.settings, deregistrationSeconds: 3600, stopSeconds: 120 };
    recorded = { ...retire(found), revision: found.revision + 1 };
    const running = { running: [{}], pending: 0, desired: 0, targets: [] };
    const gone = { ...running, running: [] };
    fleet = () => (seconds < 3800 ? running : gone);
    await stop("mine");
    expect(warned.filter((line) => line.includes("still running"))).to.deep.equal([]);
    seconds = 0;
    fleet = () => (seconds < 4000 ? running : gone);
    await stop("mine");
    expect(warned).to.include("timed out waiting until users blue has stopped");
  });

  it("says how long open requests could continue", async () => {
    recorded = { ...retire(release), revision: release.revision + 1 };
    const progress = progressFrom(environment, { place: Promise.resolve("mine") });
    const run = makeRun("mine");
    await walk(run, "release", progress, { at: "switched", without: ["work", "drain", "5"] });
    expect(run.measured.longRequests).to.deep.equal({
      users: {
        fleet: "blue",
        closedAfterSeconds: 1,
        longestRequestSeconds: 1,
        stopSeconds: 2,
        idleSeconds: 60,
      },
    });
  });

  it("says nothing about that where only tests have reached the fleet that stops", async () => {
    const staged = { ...release, current: { ...release.current!, phase: "staged" as const } };
    recorded = { ...retire(staged), revision: staged.revision + 1 };
    const given = { ...environment, release: staged };
    const progress = progressFrom(given, { place: Promise.resolve("mine") });
    const run = makeRun("mine");
    await walk(run, "undo", progress, { at: "staged" });
    expect(warned).to.include(
      "the fleet has stopped all the same; the next `up` deletes what is left",
    );
    expect(run.measured.longRequests).to.deep.equal({});
  });

  it("fails when another deployer has changed the release since", async () => {
    recorded = { ...retire(release), revision: release.revision + 2 };
    const failure = await failureOf(stop("mine"));
    expect((failure as DeployError).kind).to.equal("stoppedMidway");
  });
});
