import type { Problem } from "../problem";
import { maxOverrides, scheduledOverrides } from "../schedules";
import { type Draft, services } from "./draft";

/** What ECS would refuse at each start of a job, long after the release. */
export function scheduleProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([service, { schedules }]) =>
    Object.entries(schedules).flatMap(([name, schedule]) => {
      const { length } = JSON.stringify(scheduledOverrides(service, name, schedule));
      if (length <= maxOverrides) return [];
      const text = `makes overrides of ${length} characters as JSON; ECS allows ${maxOverrides}`;
      return [{ key: `services.${service}.schedules.${name}.command`, text }];
    }),
  );
}
