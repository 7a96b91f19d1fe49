import type { Involvement } from "./routing";
import type { Color } from "./state";

/** What the autoscaler may do with one fleet. */
export interface Scaling {
  /** Number of tasks. */
  min: number;
  max: number;
  /** `in`: it may only add tasks; `still`: it may change nothing. */
  held: "free" | "in" | "still";
  /** Number of tasks that the release sets; null: it leaves the number alone. */
  count: number | null;
}

/**
 * Scaling of a fleet whose task count the autoscaler keeps between `bounds`. `size` is the fleet's count
 * when the release started.
 *
 * Until users are on the candidate the count is fixed: it has as many tasks as production. Then the side
 * that serves, in a canary both, may grow with its traffic but never shrinks before the other side has stopped: a
 * fleet without traffic looks idle, and one that has just received traffic looks idle for minutes. A worker's
 * fleets stay fixed to the end, since the release starts them after the switch and so sets their count.
 *
 * One that was scaled to 0 has a task while it is released: nothing else would start one for a message, and a fleet
 * without any could not be told from one that another deployer has stopped.
 */
export function fleetScaling(
  bounds: { min: number; max: number },
  { color, size }: { color: Color; size: number },
  release: Involvement | null,
): Scaling {
  if (size === 0) return { min: 0, max: 0, held: "free", count: 0 };
  const { min, max } = bounds;
  if (!release) return { min, max, held: "free", count: null };
  const isCandidate = color === release.candidate;
  const hasMoved = release.phase === "switched" || release.phase === "returning";
  const serves = hasMoved && isCandidate === (release.phase === "switched");
  // A canary may last for hours.
  const grows = !release.worker && (serves || release.phase === "canary");
  const isOver = release.phase === "retired";
  const given = release.worker
    ? serves && (isCandidate || release.worker === "handover")
    : isCandidate && release.phase === "staged";
  return {
    min: isCandidate && !isOver ? size : Math.min(isOver ? min : Math.max(1, min), size),
    max: Math.max(max, size),
    held: isOver ? "free" : grows ? "in" : "still",
    count: given ? size : null,
  };
}
