import { otherColor, type Phase, type ReleaseState } from "../../release/state";
import { waitingWorkers } from "../../release/workers";

/** What a release does for its workers that wait for their turn; empty when none does. */
export function handoverSentence(release: ReleaseState): string {
  const waiting = waitingWorkers(release);
  if (waiting.length === 0) return "";
  const fleets = waiting.map((name) => {
    const { activeColor } = release.services[name]!;
    return `${name} ${activeColor} starts once nothing of ${otherColor(activeColor!)} runs`;
  });
  return `is handing over, and nothing is consumed meanwhile: ${fleets.join(", ")}.`;
}

/** Where a release of workers alone stands. */
export function workersDo(phase: Phase): string {
  switch (phase) {
    case "defined":
      return "has defined its candidate; production is untouched, and the hooks before its self-test come next.";
    case "staged":
      return "has defined its candidate, of which nothing runs before the switch; production is untouched; self-test and switch come next.";
    case "switched":
      return "has production on the candidate; it ends next, once that is seen to run.";
    case "returning":
      return "has returned production to the old fleet; it ends next.";
    case "retired":
      return "serves production alone, the old fleet has stopped; its last hooks come next.";
  }
}
