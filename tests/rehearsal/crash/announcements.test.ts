import { expect } from "chai";
import type { ReleaseEvent } from "../../../automation/world/releaseEvent";
import {
  announcementProblems,
  type Announced,
} from "../../../rehearsal/crash/announced/announcements";
import { emptyState, type ReleaseState } from "../../../release/state";

const images = { blue: "repo@sha256:1", green: "repo@sha256:2" };
type At = { phase?: string; active?: string; share?: number; asked?: true; id?: string };

function state(revision: number, { phase, active = "blue", ...more }: At = {}): ReleaseState {
  const { share, asked, id = "r-1" } = more;
  const fleets = { blue: { image: images.blue, size: 1 }, green: { image: images.green, size: 1 } };
  const part = { candidate: "green", ...(share && { share }) };
  return {
    ...emptyState,
    revision,
    services: { users: { activeColor: active, fleets } },
    current: phase
      ? { id, phase, services: { users: part }, approval: asked ? { asked: {} } : {} }
      : null,
  } as unknown as ReleaseState;
}

/** A release with a canary of two shares and an approval, by revision. */
const recorded = [
  state(4),
  state(5, { phase: "staged" }),
  state(6, { phase: "canary", share: 20 }),
  state(7, { phase: "canary", share: 50 }),
  state(8, { phase: "canary", share: 50, asked: true }),
  state(9, { phase: "switched", active: "green" }),
  state(10, { active: "green" }),
];
const ids = [
  ...["r-1/5/started", "r-1/5/staged", "r-1/6/canary", "r-1/7/canary", "r-1/8/awaitingApproval"],
  ...["r-1/9/switched", "r-1/10/done"],
];

function received(
  id: string,
  states = recorded,
  now: ReleaseState | null = states.at(-1)!,
): Announced["received"][number] {
  const [release, revision, verb] = id.split("/");
  const about = states.find((one) => one.revision === Number(revision)) ?? states[0]!;
  const { activeColor } = about.services["users"]!;
  const { current } = about;
  const service = {
    name: "users",
    serving: { color: activeColor, image: images[activeColor!] },
    sharePercent: current?.phase === "canary" ? current.services["users"]!.share : 0,
  };
  const what = { id, release, verb, revision: Number(revision), phase: current?.phase ?? "idle" };
  return { event: { ...what, services: [service] } as unknown as ReleaseEvent, atMs: 0, now };
}

const all = ids.map((id) => received(id));
const problems = (changes: Partial<Announced> = {}) =>
  announcementProblems({ received: all, recorded, since: 4, paused: [], ...changes });

describe("what a row announced", () => {
  it("is fine if everything recorded was sent, as often as it may be", () => {
    expect(problems()).to.deep.equal([]);
    expect(problems({ received: [...all, ...all] })).to.deep.equal([]);
    expect(problems({ received: all.map((one) => ({ ...one, now: null })) })).to.deep.equal([]);
  });

  for (const id of ids) {
    it(`is wrong without ${id}`, () => {
      const received = all.filter(({ event }) => event.id !== id);
      expect(problems({ received })).to.deep.equal([`${id} was never announced`]);
    });
  }

  it("owes nothing of earlier rows, which may be sent again", () => {
    expect(problems({ since: 9, received: all.slice(-1) })).to.deep.equal([]);
    expect(problems({ since: 10, received: all.slice(-1) })).to.deep.equal([]);
  });

  it("is wrong if it was sent before it was recorded", () => {
    const early = received("r-1/9/switched", recorded, recorded[4]);
    expect(problems({ received: [...all, early] })).to.deep.equal([
      "r-1/9/switched was announced when revision 8 was recorded",
    ]);
  });

  it("is wrong if it is not what is recorded", () => {
    const wrong: [id: string, problem: string][] = [
      ["r-1/11/done", "r-1/11/done was announced, but no such revision was ever recorded"],
      ["r-2/10/done", "r-2/10/done was announced, but is not recorded"],
      ["r-1/10/rolledBack", "r-1/10/rolledBack was announced, but is not recorded"],
      ["r-1/6/switched", "r-1/6/switched was announced, but is not recorded"],
      ["r-1/8/canary", "r-1/8/canary was announced, but is not recorded"],
      ["r-1/10/paused", "r-1/10/paused was announced, but is not recorded"],
    ];
    for (const [id, problem] of wrong) {
      const one = received(id, recorded, null);
      expect(problems({ received: [...all, one] }), id).to.deep.equal([problem]);
    }
  });

  it("is wrong if it says another phase, version or share than is recorded", () => {
    const [canary] = [structuredClone(received("r-1/6/canary"))];
    canary.event.services[0]!.sharePercent = 50;
    const said = (share: number) =>
      `["canary",[{"name":"users","color":"blue","image":"repo@sha256:1","sharePercent":${share}}]]`;
    expect(problems({ received: [...all, canary] })).to.deep.equal([
      `r-1/6/canary says ${said(50)}, recorded is ${said(20)}`,
    ]);
    const image = structuredClone(received("r-1/10/done"));
    image.event.services[0]!.serving.image = images.blue;
    expect(problems({ received: [...all, image] })).to.have.length(1);
    const phase = structuredClone(received("r-1/10/done"));
    phase.event.phase = "switched";
    expect(problems({ received: [...all, phase] })).to.have.length(1);
  });

  it("has a pause for each command that left the release paused", () => {
    const pause = received("r-1/9/paused");
    const paused = ["r-1", "r-1"];
    expect(problems({ received: [...all, pause, pause], paused })).to.deep.equal([]);
    expect(problems({ received: [...all, pause], paused })).to.deep.equal([
      "2 commands left r-1 paused, announced were 1",
    ]);
    expect(problems({ paused: ["r-1"] })).to.deep.equal([
      "1 command left r-1 paused, announced were 0",
    ]);
  });

  it("includes that a release was rolled back, and that another one began", () => {
    const back = [...recorded.slice(0, 2), state(6), state(7, { phase: "defined", id: "r-2" })];
    const expected = ["r-1/5/started", "r-1/5/staged", "r-1/6/rolledBack", "r-2/7/started"];
    expect(problems({ recorded: back, received: [] })).to.deep.equal(
      expected.map((id) => `${id} was never announced`),
    );
    const sent = expected.map((id) => received(id, back));
    expect(problems({ recorded: back, received: sent })).to.deep.equal([]);
  });

  it("may be of settings that wait", () => {
    const waiting = received("settings-1/10/settingsWaiting");
    expect(problems({ received: [...all, waiting] })).to.deep.equal([]);
    const unknown = received("settings-1/12/settingsWaiting");
    expect(problems({ received: [...all, unknown] })).to.have.length(1);
  });
});
