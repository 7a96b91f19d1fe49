import { expect } from "chai";
import { abort, resume } from "../../../automation/commands/recover";
import { tellingOfLock, tellingOfLockIn } from "../../../automation/commands/deadLock";
import type { EngineLock } from "../../../automation/locks/engineLock";
import { type DeployError, refused } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";
import { projectDouble } from "./projectDouble";
import { api, imageOf, serving } from "./servingWorld";

const asked = { hookRan: [], hookAgain: [], ifAny: true };
const lock: EngineLock = { user: "root", host: "vm", pid: 7, since: new Date(0).toISOString() };
const locked = (...locks: EngineLock[]) => ({
  locks: () => Promise.resolve({ peek: () => Promise.resolve(locks) } as never),
  machine: { host: "vm", nowMs: () => 60_000, process: () => null },
});
const line =
  "the stack is locked by a Pulumi process that is no longer running: root@vm (pid 7), for 60 s; " +
  "to release it: bluegreen unlock --stack dev";

describe("a lock that a dead Pulumi left behind", () => {
  const telling = (error: DeployError, ...locks: EngineLock[]) =>
    refusalOf(() => tellingOfLock("dev", locked(...locks), () => Promise.reject(error)));

  it("is named in whatever is refused meanwhile, unless that names it already", async () => {
    const refusal = refused("no release is in progress", "bluegreen status --stack dev", ["why"]);
    expect((await telling(refusal, lock)).reasons).to.deep.equal(["why", line]);
    expect(await telling(refusal)).to.equal(refusal);
    const named = refused("locked", "bluegreen unlock --stack dev; run the command again");
    expect(await telling(named, lock)).to.equal(named);
  });

  it("is named by commands on the whole project as well", async () => {
    const { project } = projectDouble({ nowMs: 60_000 });
    const asked: string[] = [];
    project.unlocking = async (stack) => {
      asked.push(stack);
      return { locks: await locked(lock).locks() } as never;
    };
    const refusal = refused("dev is a protected environment", "change it");
    const { reasons } = await refusalOf(() =>
      tellingOfLockIn(project, "dev", () => Promise.reject(refusal)),
    );
    expect(reasons).to.deep.equal([line]);
    expect(await tellingOfLockIn(project, "dev", () => Promise.resolve("done"))).to.equal("done");
    expect(asked).to.deep.equal(["dev"]);
  });

  it("is named by a `resume --if-any` that finds nothing to do", async () => {
    const { run } = await serving({ users: api });
    const at = "no release is in progress in dev, and none was interrupted";
    expect((await resume(run(), asked, undefined, locked(lock))).text).to.equal(`${at}\n${line}`);
    expect((await resume(run(), asked, undefined, locked())).text).to.equal(at);
  });
});

describe("`resume --if-any`", () => {
  it("removes what an `up` left that was killed before it was recorded", async () => {
    const { run, ports, updates } = await serving({ users: api });
    const engineState = ports.stack.engineState.bind(ports.stack);
    const tasks = { "users-blue": 2, "users-green": 2 };
    ports.stack.engineState = async () => ({ ...(await engineState()), tasks });
    expect((await resume(run(), asked)).exitCode).to.equal(3);
    expect(updates[0]!.message).to.match(/^bluegreen: undo /);
  });

  it("finds nothing to do before the first `up` has ended", async () => {
    const { run, ports } = await serving({ users: api });
    const nothing = { release: undefined, inventory: undefined, colorSecret: undefined };
    ports.stack.read = () => Promise.resolve(nothing);
    expect((await resume(run(), asked)).exitCode).to.equal(0);
  });
});

describe("a release that is interrupted", () => {
  const denied = refused("AWS denies it", "allow it, then run the command again.");

  /** A release whose `up`s of these phases are refused, and how the `up`s were asked for. */
  async function interrupted(...phases: (string | undefined)[]) {
    const world = await serving({ users: api });
    const { ports } = world;
    const asked: (string | undefined)[][] = [];
    const apply = ports.stack.apply.bind(ports.stack);
    ports.stack.apply = (wanted, how) => {
      asked.push([how.again, how.afterLock]);
      const isRefused = phases.includes(wanted.current?.phase ?? "idle");
      return isRefused ? Promise.reject(denied) : apply(wanted, how);
    };
    return { ...world, asked };
  }

  it("is refused before it is recorded, and paused in any later step, whoever runs it", async () => {
    const { run, release, ports, asked } = await interrupted("switched");
    const first = await refusalOf(() => release([imageOf("2")]));
    expect([first.kind, first.next]).to.deep.equal([
      "stoppedMidway",
      "allow it; then: bluegreen resume --stack dev",
    ]);
    const again = await refusalOf(() =>
      resume(run(), { ...asked, hookRan: [], hookAgain: [], ifAny: false }),
    );
    expect([again.kind, again.found, again.next]).to.deep.equal([
      "stoppedMidway",
      "release paused (production as recorded: users on blue): AWS denies it",
      "allow it; then: bluegreen resume --stack dev",
    ]);
    expect((await ports.stack.read()).release?.current?.phase).to.equal("staged");
    const early = await interrupted("staged");
    expect(await refusalOf(() => early.release([imageOf("2")]))).to.equal(denied);
  });

  it("names for each `up` what to run after it was killed, or found a lock", async () => {
    const { release, asked } = await interrupted();
    await release([imageOf("2")]);
    expect(asked).to.deep.equal([
      ["bluegreen resume --stack dev --if-any", "run the command again"],
      ["bluegreen resume --stack dev", undefined],
      ["bluegreen resume --stack dev", undefined],
    ]);
  });

  it("is not continued with a candidate that an `abort` could not stop", async () => {
    const { run, release } = await interrupted("switched", "returning", "idle");
    await refusalOf(() => release([imageOf("2")]));
    const refusal = await refusalOf(() => abort(run()));
    expect([refusal.kind, refusal.next]).to.deep.equal([
      "stoppedMidway",
      "allow it; then: bluegreen abort --stack dev",
    ]);
  });
});
