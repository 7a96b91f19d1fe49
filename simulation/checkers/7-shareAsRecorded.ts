import { candidateColor } from "../../release/transitions";
import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import { percentTo } from "../model/rule";
import type { Checker } from "./checker";

/**
 * 7. The candidate's share of production is what the state says, at both load balancers: none before a canary or
 * the switch and after a rollback, all after a canary's switch; each recorded `up` must have made it so. An `up` that
 * was interrupted may have gone further, also if somebody only records something after it: then the share is taken back before the candidate is tested again.
 */
export function shareAsRecorded(): Checker {
  let revision = -1;
  return {
    invariant: 7,
    check: ({ world, engine, backend: { outputs } }) => {
      const { testedOnUsers } = world;
      if (testedOnUsers) return `${testedOnUsers} is tested while production is forwarded to it`;
      if (outputs.revision === revision) return null;
      revision = outputs.revision;
      if (engine.onlyRecorded.has(revision)) return null;
      for (const { name, rules } of world.services) {
        const recorded = recordedShare(outputs, name);
        if (!recorded || engine.surprised.has(name)) continue;
        const { fleet, percent } = recorded;
        const edge = colors.find(
          (one) => rules[one] !== null && percentTo(rules[one], fleet) !== percent,
        );
        if (edge) {
          const phase = (outputs.current?.services[name] && outputs.current.phase) ?? "at rest";
          const instead = percent > 0 ? `, not ${percent} % to ${fleet}` : "";
          return `${phase}, but the ${edge} load balancer forwards ${name} to ${rules[edge]}${instead}`;
        }
      }
      return null;
    },
  };
}

/** Of the fleet that is not active, or of the candidate; null: each load balancer serves its own fleet. */
function recordedShare(
  release: ReleaseState,
  name: string,
): { fleet: Color; percent: number } | null {
  const { current } = release;
  const { activeColor, origin } = serviceState(release, name);
  // Nobody is led to either load balancer.
  if (activeColor === null && origin) return null;
  const part = current?.services[name];
  const fleet = part?.candidate ?? candidateColor(serviceState(release, name));
  const phase = part && current?.phase;
  if (phase === "switched") return part?.share ? { fleet, percent: 100 } : null;
  if (phase === "retired") return { fleet, percent: 100 };
  return { fleet, percent: phase === "canary" ? (part?.share ?? 0) : 0 };
}
