import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import type { CommandResult } from "../../../automation/commands/result";
import type { Machine } from "../../../automation/locks/liveness";
import { DeployError, HeldByAnother, StepFailed } from "../../../automation/world/errors";
import { api, imageOf, options, serving } from "./servingWorld";

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
    expect(waits[0]).to.equal(
      "waiting for release r-9 of mailer to end (phase switched, held by bob@ci:7)",
    );
    expect(fleet().image).to.equal(imageOf("2"));
  });

  it("keeps waiting after six failed checks in a row, but not after seven", async () => {
    const failing = async (from: number, to: number) => {
      const { start, ports } = await during("bob@ci:7", () => null);
      const read = ports.stack.read.bind(ports.stack);
      let looks = 0;
      ports.stack.read = () => {
        const isFailing = ++looks >= from && looks <= to;
        return isFailing ? Promise.reject(new StepFailed("no answer", [])) : read();
      };
      return start(true).then(
        ({ exitCode }) => exitCode,
        (error: Error) => error.message,
      );
    };
    expect(await failing(2, 7)).to.equal(0);
    expect(await failing(2, 8)).to.equal("no answer: ");
    expect(await failing(1, 1)).to.equal("no answer: ");
  });

  it("waits again, with --wait, for an update that gets ahead of its first `up`", async () => {
    const stale = new DeployError("held", "stale release", "bluegreen status --stack dev");
    const locked = new HeldByAnother("held", "locked by another update", "wait until it ends");
    for (const overtaken of [stale, locked]) {
      const { ports, run, fleet } = await serving({ users: api });
      const { stack, reporter } = ports;
      const waits: string[] = [];
      reporter.waiting = (what) => waits.push(what);
      const apply = stack.apply.bind(stack);
      const read = stack.read.bind(stack);
      let ups = 0;
      let looks = 0;
      stack.read = async () => {
        const deployed = await read();
        const { release } = deployed;
        const moved = ups === 1 && looks++ === 0;
        return moved
          ? { ...deployed, release: { ...release!, revision: release!.revision + 1 } }
          : deployed;
      };
      stack.apply = (...asked) => (ups++ === 0 ? Promise.reject(overtaken) : apply(...asked));
      const ask = { ...options, image: [imageOf("2")] };
      expect(await kindOf(deploy(run(), { ...ask, wait: true }))).to.equal(0);
      expect(waits).to.include("another update of dev began first");
      expect(fleet().image).to.equal(imageOf("2"));
    }
  });

  it("is refused, with --wait, by what does not end by itself", async () => {
    const { ports, run } = await serving({ users: api });
    const dead = new DeployError(
      "held",
      "locked by a dead process",
      "bluegreen unlock --stack dev",
    );
    ports.stack.apply = () => Promise.reject(dead);
    const ask = { ...options, image: [imageOf("2")], wait: true };
    expect(await kindOf(deploy(run(), ask))).to.equal("held");
  });

  it("does not wait for a deployer that is no longer running", async () => {
    const { start, waits } = await during("bob@vm:7", () => null);
    expect(await kindOf(start(true))).to.equal("held");
    expect(waits).to.deep.equal([]);
  });
});
