import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import type { Definition } from "../model/definition";
import type { Fleet } from "../model/fleet";
import { images, type ServiceWorld, type World } from "../model/world";
import type { Checker, Watched } from "./checker";
import { servingColors } from "./served";

/**
 * 6. What serves is exactly a definition that passed its tests: no task of a serving fleet ever starts from
 * another. And what a rollback brings back is exactly what served before.
 */
export function keepsDefinition(): Checker {
  const serving = new Map<Fleet, Definition>();
  const served = new Map<string, Served>();
  return {
    invariant: 6,
    check: ({ world, backend: { outputs } }) => {
      for (const service of world.services) {
        for (const color of colors) {
          const problem = changed(service, color, { world, outputs, serving });
          if (problem) return problem;
        }
        // Back to an origin brings no fleet back.
        if (outputs.current?.rollsBack && !outputs.current.leaves) {
          const problem = rolledBackToAnother(service, outputs, served);
          if (problem) return problem;
        }
        if (!outputs.current) note(service, outputs, served);
      }
      return null;
    },
  };
}

interface Served {
  color: Color;
  definition: Definition;
  /** What served before that. */
  before: Definition | null;
}

function changed(
  service: ServiceWorld,
  color: Color,
  { world, outputs, serving }: { world: World; outputs: ReleaseState; serving: Map<Fleet, string> },
): string | null {
  const fleet = service.fleets[color];
  const { definition, desired } = fleet;
  if (definition === null || desired === 0 || !servingColors(service, outputs).includes(color)) {
    serving.delete(fleet);
    return null;
  }
  const who = `${service.name} ${color}`;
  const before = serving.get(fleet);
  serving.set(fleet, definition);
  if (before !== undefined && before !== definition) {
    return `${who} serves, and its tasks now start from ${definition} instead of ${before}`;
  }
  if (before === definition || hasPassed(world, service, definition)) return null;
  return `${who} serves, and its tasks start from ${definition}, which has not passed its tests`;
}

function hasPassed(world: World, { name, takeover }: ServiceWorld, definition: Definition) {
  if (!takeover) return world.tested.has(definition);
  return definition === images.old || world.oneOffTasks.hasPassedOn(definition, `${name}/selfTest`);
}

function rolledBackToAnother(
  { name, fleets }: ServiceWorld,
  { current }: ReleaseState,
  served: ReadonlyMap<string, Served>,
): string | null {
  const part = current!.services[name];
  const { definition, desired } = fleets[part?.candidate ?? "blue"];
  const before = served.get(name)?.before;
  if (!part || desired === 0 || definition === before) return null;
  return `${name} rolls back to ${definition}, but ${before ?? "nothing"} served before`;
}

/** At rest: what serves now, and what did before. */
function note(
  { name, fleets }: ServiceWorld,
  outputs: Watched["backend"]["outputs"],
  served: Map<string, Served>,
): void {
  const { activeColor } = serviceState(outputs, name);
  const known = served.get(name);
  if (activeColor === null) served.delete(name);
  else if (known?.color !== activeColor) {
    const definition = fleets[activeColor].definition!;
    // A restart of the same: what served before it is still the way back.
    const before = known?.definition === definition ? known.before : known?.definition;
    served.set(name, { color: activeColor, definition, before: before ?? null });
  }
}
