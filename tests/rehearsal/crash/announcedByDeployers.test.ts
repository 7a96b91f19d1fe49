import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { abort, resume } from "../../../automation/commands/recover";
import type { TellingRule } from "../../../automation/world/rules";
import { announcementProblems } from "../../../rehearsal/crash/announced/announcements";
import type { Received } from "../../../rehearsal/crash/announced/receiver";
import type { ReleaseState } from "../../../release/state";
import { deployerIn, ending } from "../../automation/events/announcing";
import { api, imageOf, options, serving } from "../../automation/commands/servingWorld";

const asked = { hookRan: [], hookAgain: [], ifAny: false };
/** Staged, switched, retired. */
const ups = [1, 2, 3];

/** The deployer dies once it has recorded its `up` of this number; another one goes on. */
async function problems(
  killed: number,
  way: "resume" | "abort",
  broken: readonly TellingRule[] = [],
): Promise<string[]> {
  const world = await serving({ users: api });
  const { stack } = world.ports;
  const apply = stack.apply.bind(stack);
  const recorded: ReleaseState[] = [structuredClone(world.environment().release)];
  const since = recorded[0]!.revision;
  let count = 0;
  stack.apply = async (...args) => {
    const deployed = await apply(...args);
    recorded.push(structuredClone(world.environment().release));
    if (++count === killed) throw new Error("killed");
    return deployed;
  };
  const received: Received[] = [];
  const deliver = (event: Received["event"]) => {
    received.push({ event, atMs: 0, now: structuredClone(world.environment().release) });
    return Promise.resolve({ ok: true, answer: "" });
  };
  const first = deployerIn(world, { deliver, broken });
  await deploy(first.run, { ...options, image: [imageOf("2")] }).catch(() => undefined);
  expect(count).to.equal(killed);
  const next = deployerIn(world, { owner: "ben@ci:8", deliver, broken });
  next.announcer.continues({ alsoEnded: true });
  await ending(next, () => (way === "resume" ? resume(next.run, asked) : abort(next.run)));
  return announcementProblems({ received, recorded, since, paused: [] });
}

describe("what deployers announce, judged as in a row", () => {
  for (const way of ["resume", "abort"] as const) {
    for (const killed of ups) {
      const when = `${way} after a kill in \`up\` ${killed}`;
      it(`lacks nothing: ${when}`, async () => {
        expect(await problems(killed, way)).to.deep.equal([]);
      });

      it(`lacks what was recorded last if that is not sent again: ${when}`, async () => {
        const found = await problems(killed, way, ["sentAgain"]);
        const verbs = [["started", "staged"], ["switched"], ["done"]][killed - 1]!;
        expect(found.map((one) => one.replace(/^r-2\/\d+\//, ""))).to.deep.equal(
          verbs.map((verb) => `${verb} was never announced`),
        );
      });

      it(`comes too early if it is sent before it is recorded: ${when}`, async () => {
        const found = await problems(killed, way, ["recordedFirst"]);
        expect(found.join()).to.match(
          /r-2\/\d+\/staged was announced when revision \d+ was recorded/,
        );
      });
    }
  }
});
