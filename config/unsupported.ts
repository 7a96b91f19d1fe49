/** Why a key that other tools have is none here; undefined if nothing is known about it. */
export function whyUnsupported(path: readonly PropertyKey[], key: string): string | undefined {
  const [top, , subject] = path;
  if (top !== "services" || subject !== "schedules" || path.length !== 4) return undefined;
  return (ofSchedules as Record<string, string | undefined>)[key];
}

const ofSchedules = {
  timeoutSeconds:
    "is not supported: neither EventBridge Scheduler nor ECS stops a task after some time. If the image has the program " +
    'timeout, begin `command` with it: `["timeout", "3600", …]`',
  retries:
    "is not supported: ECS does not start a task again that has failed, and a second start could repeat what is done. " +
    "Let the job itself try again",
  rate: "is not supported: a rate counts from when the schedule was made or changed, and each release changes it. Use `cron`",
};
