import { isOnCourse } from "../../automation/course/between";
import type { Place } from "../../automation/course/step";
import type { Checker } from "./checker";

/** 3. One release at a time; a deployer that lost its place can change nothing. */
export function oneRelease(): Checker {
  let revision = -1;
  let release: string | undefined;
  let place: Place = "idle";
  return {
    invariant: 3,
    check: ({ backend: { outputs }, engine: { ups } }) => {
      const before = revision;
      const previous = release;
      const left = place;
      revision = outputs.revision;
      release = outputs.current?.id;
      place = outputs.current?.phase ?? "idle";
      if (ups.size > 1) return "two `up`s change the stack at once";
      for (const [deployer, { madeFrom }] of ups) {
        if (madeFrom === outputs.revision) continue;
        return (
          `${deployer.name} changes the stack from revision ${madeFrom}, but deployed is ` +
          `${outputs.revision}`
        );
      }
      if (before >= 0 && revision !== before && revision !== before + 1) {
        return `the deployed revision went from ${before} to ${revision}`;
      }
      if (previous && release && previous !== release) {
        return `release ${release} replaced ${previous}, which was under way`;
      }
      if (before >= 0 && revision !== before && !isOnCourse(left, place)) {
        return `an \`up\` led from ${left} to ${place}, which no course of a release does`;
      }
      return null;
    },
  };
}
