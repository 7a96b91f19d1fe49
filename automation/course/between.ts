import type { HookName } from "../../config/hooks";
import type { Phase } from "../../release/state";
import { type CourseName, courses } from "./course";
import { type Place, reaches } from "./step";

/** Where each course can begin. */
const beginnings: Record<CourseName, readonly Place[]> = {
  release: ["idle"],
  decommission: ["idle"],
  hold: ["staged", "canary"],
  back: ["staged", "canary", "switched", "returning"],
  undo: ["idle", "defined", "staged", "canary"],
  close: ["retired"],
};

/** Whether some course has an `up` that leads from one place to the other. Each `up` can be repeated. */
export function isOnCourse(from: Place, to: Place): boolean {
  return (Object.keys(courses) as CourseName[]).some((name) => {
    let reached = beginnings[name];
    return courses[name].some(({ up }) => {
      if (!up) return false;
      if (up.to === "same") return from === to && reached.includes(from);
      const repeats = from === to && up.to.includes(to);
      const leads = reached.includes(from) && up.to.includes(to);
      reached = up.optional ? [...reached, ...up.to] : up.to;
      return leads || repeats;
    });
  });
}

/** Hooks that have passed once a release is in the phase: those that guard the steps to it. */
export function guardsOf(phase: Phase): HookName[] {
  const last = courses.release.findIndex((step) => reaches(step, phase));
  return courses.release
    .slice(0, Math.max(0, last))
    .flatMap(({ hook, fails }) => (hook && fails === "undo" ? hook : []));
}
