import type { Schedule } from "./scheduleSchema";

/** "A total of 8192 characters are allowed for overrides" (RunTask, Amazon ECS API Reference). */
export const maxOverrides = 8192;

/** Source: `Name`, CreateScheduleGroup, EventBridge Scheduler API Reference. */
export const maxGroupName = 64;

/**
 * Name of a service's schedule group. Neither project, stack nor service has a `.` in it, so no stack's groups begin like
 * another's: a right to schedules can only be limited by their names.
 */
export function scheduleGroup(project: string, stack: string, service: string): string {
  return `${project}.${stack}.${service}`;
}

/** What a scheduled task has instead of its definition's. EventBridge Scheduler fills in the time ("Adding context attributes"). */
export function scheduledOverrides(service: string, name: string, { command }: Schedule) {
  const environment = [
    { name: "BLUEGREEN_SCHEDULE", value: name },
    { name: "BLUEGREEN_SCHEDULED_AT", value: "<aws.scheduler.scheduled-time>" },
  ];
  return { containerOverrides: [{ name: service, command: [...command], environment }] };
}
