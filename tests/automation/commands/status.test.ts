import { expect } from "chai";
import { describeState, type Surroundings } from "../../../automation/commands/statusSentence";
import type { Phase, ReleaseState } from "../../../release/state";
import { fleets, state } from "./statusStates";

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
  moved: null,
  stopping: [],
  unreadable: false,
  short: [],
};

describe("bluegreen status", () => {
  const cases: [string, Phase | null, Partial<Surroundings>, string, string][] = [
    [
      "an environment without a release in progress",
      null,
      {},
      "no release is in progress.",
      "bluegreen deploy --stack dev --service <name> --image <reference>",
    ],
    [
      "an environment of which AWS answers nothing",
      null,
      { unanswered: true },
      "no release is in progress.",
      "to see which calls AWS does not answer, and why: bluegreen verify --stack dev",
    ],
    [
      "an environment of which AWS answers nothing, and whose settings can't be used",
      null,
      { unanswered: true, unreadable: true },
      "no release is in progress.",
      "fix Pulumi.dev.yaml, then check it: bluegreen verify --stack dev",
    ],
    [
      "an `up` that was interrupted before it recorded anything",
      null,
      { pending: ["creating users-green (aws:ecs/service:Service)"], lockIsDead: true },
      "no release is recorded, but an `up` was interrupted.",
      "bluegreen unlock --stack dev; bluegreen resume --stack dev --if-any",
    ],
    [
      "a fleet that was started but never recorded",
      null,
      { unrecorded: ["users green runs 2 tasks"], lockIsDead: true },
      "no release is recorded, but tasks of an interrupted release are running.",
      "bluegreen unlock --stack dev; bluegreen abort --stack dev",
    ],
    [
      "an `up` that may still be running",
      null,
      { lock: "ann@vm (pid 7), for 12 s, on another host", unrecorded: ["users green …"] },
      "no release is recorded; an `up` is running, or was killed on another host.",
      "wait until it ends; to see who holds the lock: bluegreen unlock --stack dev",
    ],
    [
      "a staged release whose deployer is running",
      "staged",
      { owner: "alive" },
      "release r-1 of users, started 2026-11-22T09:59:00Z and held by ann@vm:7 (still running on this host), has its candidate running beside production, which is untouched; tests and switch come next.",
      "wait, its deployer is still running; to give up: bluegreen abort --stack dev",
    ],
    [
      "a switched release that was interrupted while clients drained",
      "switched",
      {},
      "release r-1 of users, started 2026-11-22T09:59:00Z and held by ann@vm:7 (no longer running), has switched production to the candidate; the old fleet still runs for clients that hold its address, and stops next, not before 10:00:34 UTC, in 35 s.",
      "bluegreen resume --stack dev; to roll back: bluegreen rollback --stack dev",
    ],
    [
      "a rollback on another host that was interrupted long ago and left a stale lock",
      "returning",
      { owner: "elsewhere", heldUntilMs: nowMs, lockIsDead: true },
      "release r-1 of users, started 2026-11-22T09:59:00Z and held by ann@vm:7 (on another host), has rolled production back to the old fleet; the candidate still runs and stops next: every client that honours the TTL had left by 10:00:00 UTC.",
      "bluegreen unlock --stack dev; bluegreen resume --stack dev; then deploy again",
    ],
    [
      "a rollback on another host whose deployer may be running",
      "returning",
      { owner: "elsewhere", heldUntilMs: nowMs },
      "release r-1 of users, started 2026-11-22T09:59:00Z and held by ann@vm:7 (on another host), has rolled production back to the old fleet; the candidate still runs and stops next: every client that honours the TTL had left by 10:00:00 UTC.",
      "once that deployer is no longer running: bluegreen resume --stack dev; then deploy again",
    ],
    [
      "a rollback on another host while AWS does not answer",
      "returning",
      { owner: "elsewhere", heldUntilMs: nowMs, unanswered: true },
      "release r-1 of users, started 2026-11-22T09:59:00Z and held by ann@vm:7 (on another host), has rolled production back to the old fleet; the candidate still runs and stops next: every client that honours the TTL had left by 10:00:00 UTC.",
      "once that deployer is no longer running and AWS answers: bluegreen resume --stack dev; then deploy again",
    ],
  ];
  describe("of an `up` that was killed while it stopped a fleet", () => {
    const stopping = (phase: Phase, fleet: string) => {
      const { sentence, next } = describeState(state(phase), { ...around, stopping: [fleet] });
      return [sentence.replace(/^.*running\), /, ""), next];
    };

    it("gives no time for what has begun, and no way back", () => {
      expect(stopping("switched", "users blue")).to.deep.equal([
        "is recorded in phase switched and has begun to stop users blue.",
        "bluegreen resume --stack dev",
      ]);
      expect(stopping("returning", "users green")).to.deep.equal([
        "is recorded in phase returning and has begun to stop users green.",
        "bluegreen resume --stack dev",
      ]);
    });

    it("does not continue with a candidate that an `abort` was stopping", () => {
      expect(stopping("staged", "users green")[1]).to.equal("bluegreen abort --stack dev");
    });
  });

  it("describes a decommission while its clients drain", () => {
    const { current, ...rest } = state("switched");
    const leaving = { ...rest, current: { ...current!, leaves: true as const } };
    const { sentence } = describeState(leaving, around);
    expect(sentence).to.equal(
      "release r-1 of users, started 2026-11-22T09:59:00Z and held by ann@vm:7 (no longer running), has taken users out of production; the old fleet still runs for clients that hold its address, and stops next, not before 10:00:34 UTC, in 35 s.",
    );
  });

  for (const [what, phase, more, sentence, next] of cases) {
    it(`describes ${what}`, () => {
      expect(describeState(state(phase), { ...around, ...more })).to.deep.equal({ sentence, next });
    });
  }

  describe("for workers", () => {
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
      describeState(release, around).sentence.replace(/^.*\), /, "");

    it("says which fleet waits for which in a handover, and that no jobs are processed", () => {
      expect(said(worker("switched", 0))).to.equal(
        "is handing over; no jobs are processed until the new fleet starts: mailer green starts once mailer blue has stopped.",
      );
      expect(said(worker("returning", 0))).to.equal(
        "is handing over; no jobs are processed until the new fleet starts: mailer blue starts once mailer green has stopped.",
      );
    });

    it("does not mention clients", () => {
      expect(said(worker("staged", 0))).to.contain("which runs nothing before the switch");
      expect(said(worker("switched", 2))).to.equal(
        "has production on the candidate; it ends next, once the candidate is running.",
      );
    });

    it("puts the workers after the APIs of the same release", () => {
      const both = worker("switched", 0);
      both.current!.services["users"] = { candidate: "green" };
      expect(said(both)).to.match(/^has switched production .* Its workers: it is handing over/);
    });
  });
});
