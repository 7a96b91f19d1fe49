import { expect } from "chai";
import { liveEvent } from "../../../automation/report/live/page";
import { liveProblems, shownIn } from "../../../rehearsal/crash/liveShown";
import type { Recorded } from "../../../rehearsal/crash/recordedStates";
import { failedMoment, moments, states } from "../../automation/report/liveMoments";

type Name = keyof typeof states;
const heardMs = moments.idle.nowMs + 1000;
const shown = (name: Name) => shownIn(liveEvent(moments[name]), heardMs);
const at = (name: Name, fromMs = heardMs - 60_000, revision = 12): Recorded => ({
  ...{ state: { ...states[name], revision }, fromMs },
});

describe("somebody who watches the live page in the kill matrix", () => {
  it("reads what is recorded there", () => {
    expect(shown("canary").revision).to.equal(12);
    expect(shown("canary").lines).to.deep.equal([
      "phase: canary",
      "users, blue load balancer: 20 % to green, 80 % to blue",
      "users, green load balancer: 20 % to green, 80 % to blue",
      ...["users blue: 2 tasks", "users blue serves", "users green: 2 tasks"],
      ...["matching blue: 3 tasks", "matching blue serves", "mailer green: 1 task"],
      "mailer green serves",
    ]);
  });

  for (const name of Object.keys(states) as Name[]) {
    it(`finds no fault with what is recorded (${name}), and some with every other state`, () => {
      expect(liveProblems([shown(name)], [at(name)])).to.deep.equal([]);
      for (const other of Object.keys(states) as Name[]) {
        if (other !== name) {
          expect(liveProblems([shown(name)], [at(other)])[0], other).to.match(
            /^the live page showed ".+" of revision 12, which is not recorded$/,
          );
        }
      }
    });
  }

  it("notices a share that is not recorded", () => {
    const other = structuredClone(at("canary"));
    other.state.current!.services["users"]!.share = 50;
    expect(liveProblems([shown("canary")], [other])).to.deep.equal(
      ["blue", "green"].map(
        (edge) =>
          `the live page showed "users, ${edge} load balancer: 20 % to green, 80 % to blue" ` +
          "of revision 12, which is not recorded",
      ),
    );
  });

  it("notices a revision that was never recorded, and one that came too soon or too late", () => {
    const { seenMs } = moments.switched.view;
    const problems = (...recorded: Recorded[]) => liveProblems([shown("switched")], recorded);
    expect(problems(at("switched", 0, 11))).to.deep.equal([
      "the live page showed revision 12, which was never recorded",
    ]);
    const untimely = ["the live page showed revision 12 when another one was recorded"];
    expect(problems(at("switched", heardMs + 5000))).to.deep.equal(untimely);
    expect(problems(at("switched"), at("idle", seenMs - 5000, 13))).to.deep.equal(untimely);
    expect(problems(at("switched"), at("idle", seenMs - 500, 13))).to.deep.equal([]);
  });

  it("takes a failed look for what it is: of an earlier time", () => {
    const late = shownIn(liveEvent(failedMoment), heardMs + 20_000);
    expect(liveProblems([late], [at("switched"), at("idle", heardMs, 13)])).to.deep.equal([]);
  });

  it("notices a page that shows nothing", () => {
    expect(liveProblems([], [at("idle")])).to.deep.equal(["the live page showed nothing"]);
  });
});
