import { colors, type ReleaseState } from "../../release/state";
import type { EngineState } from "../world/ports";

/**
 * Fleets that the engine has started and the record does not know of, as `users green runs 2 tasks`: an
 * `up` ended before it was recorded, or has not ended yet.
 */
export function unrecordedFleets(
  { services }: ReleaseState,
  engine: Pick<EngineState, "tasks" | "instances">,
): string[] {
  return Object.entries(services).flatMap(([name, { activeColor, fleets }]) =>
    colors.flatMap((color) => {
      if (color === activeColor || fleets[color].size > 0) return [];
      const tasks = engine.tasks[`${name}-${color}`] ?? 0;
      const instances = engine.instances[`${name}-${color}`] ?? 0;
      if (tasks > 0) return [`${name} ${color} runs ${tasks} tasks`];
      return instances > 0 ? [`${name} ${color} keeps ${instances} instances`] : [];
    }),
  );
}
