import { expect } from "chai";
import { estimatedParts } from "../../../automation/bill/estimated";
import { settingsSchema } from "../../../config/schema";
import {
  type CurrentRelease,
  emptyState,
  type ReleaseState,
  withServices,
} from "../../../release/state";

const settings = settingsSchema.parse({
  domain: "example.com",
  services: { users: { port: 8080, size: 3 } },
});

/** Blue serves with three tasks unless `isFirst`; green is released. */
function state(
  green: number,
  phase: CurrentRelease["phase"] | null,
  { isFirst = false, more = {} }: { isFirst?: boolean; more?: object } = {},
): ReleaseState {
  const release = withServices(emptyState, ["users"]);
  const { fleets } = release.services["users"]!;
  if (!isFirst) fleets.blue = { image: "repo@sha256:1", size: 3 };
  fleets.green = { image: "repo@sha256:2", size: green };
  const services = { users: { candidate: "green" as const, ...more } };
  const current = { id: "r-1", services, phase: phase!, owner: "me", startedAt: "now" };
  return { ...release, current: phase && current };
}

const up = (fromSeconds: number, untilSeconds: number | null, wanted: ReleaseState) => ({
  startedMs: fromSeconds * 1000,
  endedMs: untilSeconds === null ? null : untilSeconds * 1000,
  wanted,
});
const extra = (...args: Parameters<typeof estimatedParts>) =>
  estimatedParts(...args).map((one) => one.extra);

const usual = [
  up(0, 10, state(0, "defined")),
  up(20, 60, state(3, "staged")),
  up(100, 120, state(3, "switched")),
  up(300, 330, state(3, null)),
];

describe("what a release ran in addition to production, by its `up`s", () => {
  it("is the candidate's tasks from the `up` that starts them until the last one has ended", () => {
    expect(extra(usual, true, settings)).to.deep.equal([{ tasks: 3, taskSeconds: 3 * 310 }]);
  });

  it("goes on over an `up` that was killed", () => {
    const killed = usual.with(1, up(20, null, state(3, "staged")));
    expect(extra(killed, true, settings)).to.deep.equal([{ tasks: 3, taskSeconds: 3 * 310 }]);
  });

  it("is nothing for a first release that is done, and for a worker that hands over", () => {
    const first = usual.map((one) => ({
      ...one,
      wanted: state(3, one.wanted.current?.phase ?? null, { isFirst: true }),
    }));
    const nothing = [{ tasks: 0, taskSeconds: 0 }];
    expect(extra(first, true, settings)).to.deep.equal(nothing);
    expect(extra(first, false, settings)[0]!.tasks).to.equal(3);
    const worker = usual.map((one) => ({
      ...one,
      wanted: state(3, one.wanted.current?.phase ?? null, { more: { worker: "handover" } }),
    }));
    expect(extra(worker, true, settings)).to.deep.equal(nothing);
  });

  it("is nothing if no `up` started the candidate, and leaves out services that are gone", () => {
    const undone = [usual[0]!, up(20, 30, state(0, null))];
    expect(extra(undone, false, settings)).to.deep.equal([{ tasks: 0, taskSeconds: 0 }]);
    expect(extra(usual, true, { services: {} })).to.deep.equal([]);
    expect(extra([], true, settings)).to.deep.equal([]);
  });
});
