import { expect } from "chai";
import { describeState, type Surroundings } from "../../../automation/commands/status";
import type { Phase, ReleaseState } from "../../../release/state";

const nowMs = Date.parse("2026-11-22T10:00:00Z");
const around: Surroundings = {
  stack: "dev",
  owner: "gone",
  lock: null,
  lockIsDead: false,
  pending: [],
  unrecorded: [],
  heldUntilMs: nowMs + 34_500,
  nowMs,
};

const fleets = { blue: { image: null, size: 0 }, green: { image: null, size: 0 } };

const state = (phase: Phase | null): ReleaseState => ({
  revision: 4,
  services: { users: { activeColor: "blue", fleets } },
  current: phase && {
    id: "r-1",
    owner: "ann@vm:7",
    phase,
    startedAt: "2026-11-22T09:59:00Z",
    services: { users: { candidate: "green" } },
  },
});

describe("commands/status", () => {
  const cases: [string, Phase | null, Partial<Surroundings>, string, string][] = [
    [
      "nothing under way",
      null,
      {},
      "no release is under way.",
      "bluegreen deploy --stack dev --service <name> --image <reference>",
    ],
    [
      "an `up` that was killed before it recorded anything",
      null,
      { pending: ["creating users-green (aws:ecs/service:Service)"], lockIsDead: true },
      "no release is recorded, but an `up` was killed.",
      "bluegreen unlock --stack dev; bluegreen resume --stack dev",
    ],
    [
      "a fleet that was started and never recorded",
      null,
      { unrecorded: ["users green runs 2 tasks"], lockIsDead: true },
      "no release is recorded, but a fleet of one runs: its `up` ended before that.",
      "bluegreen unlock --stack dev; bluegreen abort --stack dev",
    ],
    [
      "an `up` that may be under way",
      null,
      { lock: "ann@vm (pid 7), for 12 s, on another machine", unrecorded: ["users green …"] },
      "no release is recorded; an `up` is under way, or was killed elsewhere.",
      "wait for it, or see whose it is: bluegreen unlock --stack dev",
    ],
    [
      "staged, its deployer at work",
      "staged",
      { owner: "alive" },
      "release r-1 of users, held by ann@vm:7, which lives here, begun 2026-11-22T09:59:00Z, has its candidate running beside production, which is untouched; tests and switch come next.",
      "wait, its deployer is at it; to give up: bluegreen abort --stack dev",
    ],
    [
      "switched, its deployer gone, and clients left",
      "switched",
      {},
      "release r-1 of users, held by ann@vm:7, which is gone, begun 2026-11-22T09:59:00Z, has switched production to the candidate; the old fleet still runs for clients that hold its address, and stops next, not before 10:00:34 UTC, in 35 s.",
      "bluegreen resume --stack dev; to roll back: bluegreen rollback --stack dev",
    ],
    [
      "returning from another machine, long ago, with a dead lock",
      "returning",
      { owner: "elsewhere", heldUntilMs: nowMs, lockIsDead: true },
      "release r-1 of users, held by ann@vm:7 on another machine, begun 2026-11-22T09:59:00Z, has rolled production back to the old fleet; the candidate still runs and stops next: since 10:00:00 UTC no client that honours the TTL is left.",
      "bluegreen unlock --stack dev; bluegreen resume --stack dev; then deploy again",
    ],
    [
      "returning on another machine, where its deployer may be at it",
      "returning",
      { owner: "elsewhere", heldUntilMs: nowMs },
      "release r-1 of users, held by ann@vm:7 on another machine, begun 2026-11-22T09:59:00Z, has rolled production back to the old fleet; the candidate still runs and stops next: since 10:00:00 UTC no client that honours the TTL is left.",
      "once that deployer is gone: bluegreen resume --stack dev; then deploy again",
    ],
  ];
  it("tells of a service that is taken out of production, until its clients have left", () => {
    const { current, ...rest } = state("switched");
    const leaving = { ...rest, current: { ...current!, leaves: true as const } };
    const { sentence } = describeState(leaving, around);
    expect(sentence).to.equal(
      "release r-1 of users, held by ann@vm:7, which is gone, begun 2026-11-22T09:59:00Z, has taken users out of production; what served still runs for clients that hold its address, and stops next, not before 10:00:34 UTC, in 35 s.",
    );
  });

  for (const [what, phase, more, sentence, next] of cases) {
    it(`tells of ${what}`, () => {
      expect(describeState(state(phase), { ...around, ...more })).to.deep.equal({ sentence, next });
    });
  }

  describe("of workers", () => {
    const worker = (phase: Phase, green: number): ReleaseState => ({
      revision: 4,
      services: {
        mailer: {
          activeColor: phase === "returning" ? "blue" : "green",
          fleets: { blue: { image: "a", size: 0 }, green: { image: "b", size: green } },
        },
        users: { activeColor: "green", fleets },
      },
      current: {
        ...state(phase).current!,
        services: {
          mailer: { candidate: "green", sizes: { blue: 2, green: 2 }, worker: "handover" },
        },
      },
    });
    const said = (release: ReleaseState) =>
      describeState(release, around).sentence.replace(/^.*Z, /, "");

    it("says who waits for whom in a handover, and that nothing is consumed", () => {
      expect(said(worker("switched", 0))).to.equal(
        "is handing over; no jobs are processed until the new fleet starts: mailer green starts once mailer blue has stopped.",
      );
      expect(said(worker("returning", 0))).to.equal(
        "is handing over; no jobs are processed until the new fleet starts: mailer blue starts once mailer green has stopped.",
      );
    });

    it("speaks of no clients where there are none", () => {
      expect(said(worker("staged", 0))).to.contain("which runs nothing before the switch");
      expect(said(worker("switched", 2))).to.equal(
        "has production on the candidate; it ends next, once that is seen to run.",
      );
    });

    it("comes after what an API of the same release does", () => {
      const both = worker("switched", 0);
      both.current!.services["users"] = { candidate: "green" };
      expect(said(both)).to.match(/^has switched production .* Its workers: it is handing over/);
    });
  });
});
