import { expect } from "chai";
import { happenedBetween } from "../../../automation/events/happenings";
import { waitingEvent } from "../../../automation/events/event";
import { emptyState, type ReleaseState } from "../../../release/state";

const at = { project: "shop", stack: "dev", at: "2026-01-02T03:04:05.000Z" };

function state(
  phase: string | null,
  { id = "r-1", share, active = "blue", leaves }: Record<string, unknown> = {},
): ReleaseState {
  const fleet = { image: "repo@sha256:1", size: 1 };
  const part = { candidate: "green", ...(share !== undefined && { share }) };
  return {
    ...emptyState,
    services: { users: { activeColor: active, fleets: { blue: fleet, green: fleet } } },
    current: phase && {
      ...{ id, phase, services: { users: part }, owner: "ann@vm:7", startedAt: "" },
      ...(leaves === true && { leaves }),
    },
  } as unknown as ReleaseState;
}

const verbs = (before: ReleaseState, after: ReleaseState) =>
  happenedBetween(before, after).map(({ verb }) => verb);

describe("what happened between two recorded states", () => {
  it("is each phase once, and each share of a canary", () => {
    expect(verbs(state(null), state("defined"))).to.deep.equal(["started"]);
    expect(verbs(state(null), state("staged"))).to.deep.equal(["started", "staged"]);
    expect(verbs(state("staged"), state("staged"))).to.deep.equal([]);
    expect(verbs(state("staged"), state("canary", { share: 5 }))).to.deep.equal(["canary"]);
    expect(verbs(state("canary", { share: 5 }), state("canary", { share: 5 }))).to.deep.equal([]);
    expect(verbs(state("canary", { share: 5 }), state("canary", { share: 9 }))).to.deep.equal([
      "canary",
    ]);
    expect(verbs(state("canary", { share: 9 }), state("switched", { share: 100 }))).to.deep.equal([
      "switched",
    ]);
    expect(verbs(state("switched"), state("returning"))).to.deep.equal([]);
    expect(verbs(state("switched"), state("retired"))).to.deep.equal([]);
  });

  it("is a request for approval once, and not the answer to it", () => {
    const asking = (approval: object) => {
      const one = state("staged");
      return { ...one, current: { ...one.current!, approval } } as ReleaseState;
    };
    const [needed, asked] = [asking({}), asking({ asked: {} })];
    expect(verbs(needed, asked)).to.deep.equal(["awaitingApproval"]);
    expect(verbs(asked, asking({ asked: {}, decided: {} }))).to.deep.equal([]);
    expect(verbs(asked, state("switched"))).to.deep.equal(["switched"]);
    expect(verbs(state(null), asked)).to.deep.equal(["started", "staged", "awaitingApproval"]);
  });

  it("is the outcome by what serves in the end", () => {
    const ended = (active: string | null) => state(null, { active });
    expect(verbs(state("switched"), ended("green"))).to.deep.equal(["done"]);
    expect(verbs(state("staged"), ended("blue"))).to.deep.equal(["rolledBack"]);
    expect(verbs(state("returning"), ended("blue"))).to.deep.equal(["rolledBack"]);
    const leaves = true;
    expect(verbs(state("switched", { leaves }), ended(null))).to.deep.equal(["done"]);
    expect(verbs(state("returning", { leaves }), ended("blue"))).to.deep.equal(["rolledBack"]);
  });

  it("is the end of one release and the start of another, if both happened", () => {
    const before = state("switched");
    expect(verbs(before, state("defined", { id: "r-2", active: "green" }))).to.deep.equal([
      ...["done", "started"],
    ]);
  });
});

describe("settings that wait", () => {
  it("are an event of their own for each set of keys", () => {
    const one = waitingEvent({ revision: 3 }, ["users.cpu"], at);
    const two = waitingEvent({ revision: 3 }, ["users.cpu", "users.port"], at);
    expect(one.id).to.match(/^settings-[0-9a-f]{8}\/3\/settingsWaiting$/);
    expect(one.id).not.to.equal(two.id);
    expect(one.text).to.equal("dev: 1 setting waits for a release: users.cpu");
    expect(two.text).to.equal("dev: 2 settings wait for a release: users.cpu, users.port");
  });
});
