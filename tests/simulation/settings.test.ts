import { expect } from "chai";
import type { Edit } from "../../simulation/model/settingsFile";
import { calmSchedule, type Schedule } from "../../simulation/schedule";
import {
  crashesWithFault,
  everyNth,
  faultsAt,
  settingsBases,
  singles,
} from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const alone = (edited: Edit): Schedule => ({ ...calmSchedule, command: "settings", edited });

const fleets = (timeline: readonly string[]) =>
  timeline.flatMap((line) => / (users \w+ fleet is now .*)/.exec(line)?.[1] ?? []);

describe("simulation: settings that people edit", () => {
  it("are released alone, and production changes by nothing else", async () => {
    const { violation, ended, timeline } = await simulate(alone("variable"), { timeline: true });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done"] });
    expect(fleets(timeline)).to.deep.equal([
      "users green fleet is now 2 repository@sha256:old EDIT=1",
      "users blue fleet is now 0 repository@sha256:old",
    ]);
  });

  it("that tests, tasks or health checks reject never reach production", async () => {
    for (const edited of ["wrong", "crash", "path"] as const) {
      const { violation, ended, timeline } = await simulate(alone(edited), { timeline: true });
      expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["rolledBack"] });
      expect(fleets(timeline).map((line) => line.slice(0, 24))).to.deep.equal([
        "users green fleet is now",
        "users green fleet is now",
      ]);
    }
  });

  it("such as a health check path of the new image go with that image", async () => {
    const { violation, ended } = await simulate({ ...calmSchedule, edited: "path" });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done"] });
  });

  it("go back together with the image", async () => {
    const schedule: Schedule = { ...calmSchedule, edited: "variable", thenRollBack: true };
    const { violation, ended, timeline } = await simulate(schedule, { timeline: true });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done", "done"] });
    expect(fleets(timeline)).to.deep.equal([
      "users green fleet is now 2 repository@sha256:new EDIT=1",
      "users blue fleet is now 0 repository@sha256:old",
      "users blue fleet is now 2 repository@sha256:old",
      "users green fleet is now 0 repository@sha256:new EDIT=1",
    ]);
  });

  it("during a release reach nothing of it, whatever kind of `up` comes next", async () => {
    const { places, timeline } = await simulate(calmSchedule, { timeline: true });
    const calm = fleets(timeline);
    for (const fault of faultsAt(places, ["editVariable"])) {
      const faults = [fault, { moment: fault.moment + 1, kind: "plainUp" as const }];
      const outcome = await simulate({ ...calmSchedule, faults }, { timeline: true });
      expect(outcome.violation, `at ${fault.moment}`).to.equal(null);
      expect(fleets(outcome.timeline), `at ${fault.moment}`).to.deep.equal(calm);
    }
  });

  it("are caught reaching production by a person's `up`, or by any `up` of a release", async () => {
    const broken = "ownDefinition";
    const faults = [{ moment: 0, kind: "plainUp" as const }];
    const { violation } = await simulate({ ...calmSchedule, edited: "path", faults }, { broken });
    expect(violation?.invariant).to.equal(5);
    expect(violation?.what).to.contain("fleets blue repository@sha256:old /new");
    const edit = [{ moment: 20, kind: "editCrash" as const }];
    const released = await simulate({ ...calmSchedule, faults: edit }, { broken });
    expect(released.violation).to.deep.equal({
      invariant: 6,
      what:
        "users blue serves, and its tasks now start from repository@sha256:old EDIT=1 CRASH=1 " +
        "instead of repository@sha256:old",
    });
  });

  it("of the number of tasks take effect with any `up`, and are no release", async () => {
    const faults = [{ moment: 0, kind: "plainUp" as const }];
    const { violation, ended, timeline } = await simulate(
      { ...alone("size"), faults },
      { timeline: true },
    );
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["refused"] });
    expect(fleets(timeline)).to.deep.equal(["users blue fleet is now 3 repository@sha256:old"]);
  });

  it("are what a rollback brings back after a restart of the release that replaced them", async () => {
    const { violation, ended } = await simulate({
      ...calmSchedule,
      ...{ worker: "overlap", thenRollBack: true },
      faults: [
        { moment: 0, kind: "secondDeploy" },
        { moment: 99, kind: "secondRestart" },
      ],
    });
    expect({ violation, ended }).to.deep.equal({
      violation: null,
      ended: ["done", "held", "done", "done"],
    });
  });

  it("are refused if nothing differs, and released all the same to restart", async () => {
    const { ended } = await simulate({ ...calmSchedule, command: "settings" });
    expect(ended).to.deep.equal(["refused"]);
    const again = await simulate({ ...calmSchedule, command: "restart" }, { timeline: true });
    expect(again.ended).to.deep.equal(["done"]);
    expect(fleets(again.timeline)).to.deep.equal([
      "users green fleet is now 2 repository@sha256:old",
      "users blue fleet is now 0 repository@sha256:old",
    ]);
  });

  it("survive every single fault, with every way to recover: each 4th", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(singles(settingsBases), 4), 3000);
  });

  it("survive a crash combined with any other fault: a sample of all such pairs", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(crashesWithFault(settingsBases), 600), 500);
  });
});
