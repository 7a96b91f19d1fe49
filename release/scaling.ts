import type { Involvement } from "./routing";
import type { Color } from "./state";

/** What the autoscaler may do with one fleet. */
export interface Scaling {
  /** Tasks. */
  min: number;
  max: number;
  /** `in`: it may only add tasks; `still`: it changes nothing. */
  held: "free" | "in" | "still";
  /** Tasks that the release gives the fleet; null: as many as it has. */
  count: number | null;
}

/**
 * The autoscaler's part in a fleet whose count it keeps between `bounds`. `size` is the fleet's count when
 * the release started.
 *
 * Until the switch nothing moves: the candidate has as many tasks as production. From then on the side
 * that serves may grow with its traffic, and never shrinks before the other side has stopped: a fleet
 * without traffic looks idle, and one that has just got it looks so for minutes. A worker's fleets are
 * held still to the end: the release starts them after the switch, and so gives them their count.
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
  const isOver = release.phase === "retired";
  const given = release.worker
    ? serves && (isCandidate || release.worker === "handover")
    : isCandidate && release.phase === "staged";
  return {
    min: isCandidate && !isOver ? size : Math.min(min, size),
    max: Math.max(max, size),
    held: isOver ? "free" : serves && !release.worker ? "in" : "still",
    count: given ? size : null,
  };
}
