import { expect } from "chai";
import { guardsOf, isOnCourse } from "../../../automation/course/between";
import type { Place } from "../../../automation/course/step";
import { phases } from "../../../release/state";

const places: Place[] = ["idle", ...phases];

describe("between the phases of a release", () => {
  it("an `up` leads only along a course, or makes the same phase true again", () => {
    const leads = places.map((from) => [
      from,
      places.filter((to) => isOnCourse(from, to)).join(" "),
    ]);
    expect(leads).to.deep.equal([
      ["idle", "idle defined staged"],
      ["defined", "idle defined staged"],
      ["staged", "idle staged canary switched returning"],
      ["canary", "idle staged canary switched returning"],
      ["switched", "idle switched returning retired"],
      ["returning", "idle returning"],
      ["retired", "idle retired"],
    ]);
  });

  it("the hooks that have passed are those whose failure would have ended the release", () => {
    expect(phases.map((phase) => [phase, guardsOf(phase)])).to.deep.equal([
      ["defined", []],
      ["staged", ["beforeStage"]],
      ["canary", ["beforeStage", "beforeSwitch"]],
      ["switched", ["beforeStage", "beforeSwitch"]],
      ["returning", []],
      ["retired", ["beforeStage", "beforeSwitch"]],
    ]);
  });
});
