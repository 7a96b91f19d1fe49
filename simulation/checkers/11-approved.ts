import { activeFreeze } from "../../release/freeze";
import type { ReleaseState } from "../../release/state";
import { definitionOf } from "../model/definition";
import { epochMs } from "../model/ports/clock";
import type { Checker, Watched } from "./checker";

/**
 * 11. Production reaches a candidate that needs approval only once exactly its definition was approved, and no `up`
 * begins a release or brings production to a candidate while the environment is frozen, unless the release is urgent.
 * Neither keeps a rollback.
 */
export function approved(): Checker {
  /** What was approved, by release. */
  const known = new Map<string, string>();
  const seen = new Set<object>();
  return {
    invariant: 11,
    check: (watched) => {
      const { outputs } = watched.backend;
      const { current } = outputs;
      if (current?.approval?.decided?.is === "approved" && !known.has(current.id)) {
        known.set(current.id, candidatesIn(outputs));
      }
      for (const [deployer, up] of watched.engine.ups) {
        if (seen.has(up)) continue;
        seen.add(up);
        // A deployer whose clock is ahead sees a freeze end early.
        const nowMs = epochMs + watched.world.time.nowMs + Math.max(0, deployer.clockOffsetMs);
        const problem = whyNot(watched, up.wanted, known) ?? inFreeze(outputs, up.wanted, nowMs);
        if (problem) return problem;
      }
      return null;
    },
  };
}

function whyNot(
  { environment }: Watched,
  wanted: ReleaseState,
  known: ReadonlyMap<string, string>,
): string | null {
  const { current } = wanted;
  if (!environment.settings.approval || !current || current.rollsBack || current.leaves)
    return null;
  if (current.phase !== "canary" && current.phase !== "switched") return null;
  const approvedOnes = known.get(current.id);
  if (approvedOnes === undefined) return `${current.phase} without an approval`;
  return approvedOnes === candidatesIn(wanted)
    ? null
    : `${current.phase} with what nobody approved`;
}

function inFreeze(before: ReleaseState, { current }: ReleaseState, nowMs: number): string | null {
  if (!current || current.rollsBack || current.urgent !== undefined) return null;
  if (!activeFreeze(before, nowMs)) return null;
  if (!before.current) return "a release begins in spite of a freeze";
  const isEarly = before.current.phase === "staged" || before.current.phase === "canary";
  return isEarly && (current.phase === "canary" || current.phase === "switched")
    ? `${current.phase} in spite of a freeze`
    : null;
}

function candidatesIn({ current, services }: ReleaseState): string {
  const parts = Object.entries(current?.services ?? {}).map(([name, { candidate }]) => [
    name,
    definitionOf(services[name]!.fleets[candidate]),
  ]);
  return JSON.stringify(parts);
}
