import { expect } from "chai";
import { fleetsBegunToStop } from "../../../automation/runbook/oldFleets";
import { resume } from "../../../automation/runbook/recover";
import { release } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import type { AuthoritativeAnswer, FleetHealth } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import { keptSettings } from "../../../config/definition";
import { stage, switchOver } from "../../../release/transitions";
import { calmWorld } from "../course/calmWorld";

const image = (letter: string) => `repo@sha256:${letter.repeat(64)}`;

/** A release from blue to green whose deployer was killed after the switch. */
async function switched() {
  const world = calmWorld({ users: { errorAlarmPercent: 0 } });
  const { stack } = world.ports;
  const run = startRun(world.ports, allRules, "ann@vm:7");
  const request = { images: { users: image("a") }, forceFromBroken: false };
  await release(run, world.environment(), request);
  const candidate = {
    image: image("b"),
    size: 2,
    settings: keptSettings(stack.settings.services["users"]!),
  };
  const begun = { id: "r2", owner: "ann@vm:7", startedAt: "2026-01-01T00:00:00Z" };
  const next = { ...begun, services: { users: candidate } };
  await stack.apply(stage(world.environment().release, next), {} as never);
  await stack.apply(switchOver(world.environment().release), {} as never);
  return { ...world, run };
}

describe("a resumed release that was switched", () => {
  const silent = { addresses: [], ttlSeconds: null, error: "no answer within 2000 ms" };
  const old = { addresses: ["10.0.0.1"], ttlSeconds: 60, error: null };

  /** A second name server whose first so many answers are these. */
  async function resumed(looks: number, answer: Omit<AuthoritativeAnswer, "server">) {
    const { ports, run, environment } = await switched();
    const resolve = ports.observer.resolve.bind(ports.observer);
    let left = looks;
    ports.observer.resolve = async (...asked) => {
      const [first] = await resolve(...asked);
      return [first!, { ...(left-- > 0 ? answer : first!), server: "ns2" }];
    };
    const { outcome } = await resume(run, environment());
    return outcome;
  }

  it("continues after a name server that was silent for a moment, or for longer", async () => {
    expect(await resumed(3, silent)).to.equal("done");
    expect(await resumed(20, silent)).to.equal("done");
  });

  it("continues after a name server that lagged behind for a moment", async () => {
    expect(await resumed(3, old)).to.equal("done");
  });

  it("rolls back if a name server keeps leading to the old version", async () => {
    expect(await resumed(Infinity, old)).to.not.equal("done");
  });
});

describe("the look at an old fleet before a rollback", () => {
  async function looked(see: (health: FleetHealth, look: number) => FleetHealth) {
    const { ports, run, environment } = await switched();
    const fleet = ports.observer.fleet.bind(ports.observer);
    let looks = 0;
    ports.observer.fleet = async (...asked) => {
      const health = await fleet(...asked);
      return health && see(health, ++looks);
    };
    const from = ports.clock.monotonicSeconds();
    const current = environment().release.current!;
    const reasons = await fleetsBegunToStop(run, environment(), current);
    return { reasons, seconds: ports.clock.monotonicSeconds() - from };
  }
  const initial = (health: FleetHealth): FleetHealth => ({
    ...health,
    targets: health.targets.map((target) => ({ ...target, state: "initial" })),
  });

  it("waits for a task that ECS has just replaced", async () => {
    expect(await looked((health, look) => (look <= 10 ? initial(health) : health))).to.deep.equal({
      reasons: [],
      seconds: 10,
    });
  });

  it("gives up after 30 seconds, and says why", async () => {
    expect(await looked(initial)).to.deep.equal({
      reasons: ["users blue has 0 of 2 healthy targets left"],
      seconds: 30,
    });
  });

  it("does not wait for a fleet that was scaled to 0", async () => {
    expect(await looked((health) => ({ ...initial(health), desired: 0 }))).to.deep.equal({
      reasons: ["users blue has 0 of 2 healthy targets left"],
      seconds: 0,
    });
  });
});
