import type { Settings } from "../../config/schema";
import type { ReleaseState } from "../../release/state";
import type { ReleaseRequest } from "../../release/transitions";
import { courses } from "../course/course";
import { verbOf } from "../course/step";
import { type StepTitle, titlesOf } from "../course/titles";
import type { Verb } from "../history/update";

/** The course of a release in which nothing fails. */
export interface Foreseen {
  steps: StepTitle[];
  /** In order, with the state that each one makes true. */
  ups: { name: Verb; state: ReleaseState }[];
}

/** Walks the course of a release without touching anything. */
export function foresee(
  release: ReleaseState,
  request: ReleaseRequest,
  settings: Settings,
): Foreseen {
  const steps: StepTitle[] = [];
  const ups: Foreseen["ups"] = [];
  let state = release;
  for (const step of courses.release) {
    const begun = state.current ? state : step.up?.make(state, { settings, request });
    if (begun === null) continue;
    for (const title of titlesOf(step, { settings, release: begun ?? state })) {
      steps.push(title);
      const made = step.up?.make(state, { settings, request, service: title.service });
      if (!made || !step.up) continue;
      ups.push({ name: verbOf(step.up, state), state: made });
      state = made;
    }
  }
  return { steps, ups };
}
