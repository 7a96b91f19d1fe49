import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { abort, resume } from "../../../automation/commands/recover";
import { happenedInHistory } from "../../../automation/events/happenings";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { deployerIn, ending, idsOf } from "./announcing";

const asked = { hookRan: [], hookAgain: [], ifAny: false };

describe("the events that a killed deployer may not have sent", () => {
  it("are sent again by whoever goes on, wherever the deployer was killed", async () => {
    for (const way of ["resume", "abort"] as const) {
      for (let killed = 1; killed <= 3; killed++) {
        const world = await serving({ users: api });
        await diesAfter(world, killed);
        const next = deployerIn(world, { owner: "ben@ci:8" });
        next.announcer.continues({ alsoEnded: true });
        await ending(next, () => (way === "resume" ? resume(next.run, asked) : abort(next.run)));
        const { activeColor } = world.environment().release.services["users"]!;
        const outcome = activeColor === "green" ? "done" : "rolledBack";
        const { revision } = world.environment().release;
        const where = `${way} after ${killed}`;
        expect(idsOf(next.told), where).to.include(`r-2/${revision}/${outcome}`);
        const past = happenedInHistory(world.updates).map(
          (one) => `${one.release.id}/${one.after.revision}/${one.verb}`,
        );
        for (const id of idsOf(next.told)) expect(past, where).to.include(id);
      }
    }
  });

  it("are sent again with all that the killed `up` has recorded, also where history lacks it", async () => {
    const told: Record<number, string[]> = {
      1: ["started", "staged"],
      2: ["switched"],
      3: ["done"],
    };
    for (const [killed, verbs] of Object.entries(told)) {
      for (const isLacking of [false, true]) {
        const world = await serving({ users: api });
        await diesAfter(world, Number(killed));
        const { revision } = world.environment().release;
        if (isLacking) world.updates.shift();
        const next = deployerIn(world, { owner: "ben@ci:8" });
        next.announcer.continues({ alsoEnded: true });
        await next.announcer.stack.read();
        await next.announcer.ended();
        const ids = verbs.map((verb) => `r-2/${revision}/${verb}`);
        expect(idsOf(next.told), `${killed}, ${isLacking}`).to.deep.equal(ids);
      }
    }
  });

  it("are sent again by a rollback only while the release is in progress", async () => {
    for (const [killed, told] of [
      [2, ["switched"]],
      [3, []],
    ] as const) {
      const world = await serving({ users: api });
      await diesAfter(world, killed);
      const next = deployerIn(world, { owner: "ben@ci:8" });
      next.announcer.continues({ alsoEnded: false });
      await next.announcer.stack.read();
      await next.announcer.ended();
      expect(next.told.map(({ verb }) => verb)).to.deep.equal(told);
    }
  });

  it("are no news an hour later", async () => {
    const world = await serving({ users: api });
    await diesAfter(world, 3);
    const { clock } = world.ports;
    const nowMs = clock.nowMs.bind(clock);
    clock.nowMs = () => nowMs() + 3_700_000;
    const next = deployerIn(world, { owner: "ben@ci:8" });
    next.announcer.continues({ alsoEnded: true });
    await ending(next, () => resume(next.run, { ...asked, ifAny: true }));
    expect(next.told).to.deep.equal([]);
  });
});

/** A deployer that is killed once its `up` of this number is recorded, and tells nobody anything. */
async function diesAfter(world: Awaited<ReturnType<typeof serving>>, killed: number) {
  const { run } = deployerIn(world);
  const { stack } = world.ports;
  let count = 0;
  const apply: typeof stack.apply = async (wanted, how) => {
    const deployed = await stack.apply(wanted, how);
    if (++count === killed) throw new Error("killed");
    return deployed;
  };
  const ports = { ...run.ports, stack: { ...stack, apply } };
  await deploy({ ...run, ports }, { ...options, image: [imageOf("2")] }).catch(() => undefined);
  expect(count).to.equal(killed);
}
