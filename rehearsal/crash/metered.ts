import type { Metered } from "../../localCloud/dataplane/taskMeter";

export interface Metering {
  /** ECS service of the candidate, and of the fleet that served before. */
  candidate: string;
  old: string;
  /** Before the release began. */
  fromMs: number;
  /** AWS charges for so long at least. */
  leastMs: number;
  isDone: boolean;
}

/**
 * Task-seconds of the candidate as the local cloud metered them, until the old fleet had stopped or, if the release was
 * rolled back, until its own end: the number of tasks between each change and the next, times its duration.
 */
export function meteredSeconds(all: readonly Metered[], metering: Metering): number {
  const { candidate, old, fromMs, leastMs, isDone } = metering;
  const since = all.filter(({ atMs }) => atMs >= fromMs);
  const stops = since.filter(({ service, change }) => service === old && change === -1);
  const endMs = isDone ? Math.max(...stops.map(({ atMs }) => atMs)) : Infinity;
  const own = since.filter(({ service }) => service === candidate);
  const startOf = (id: string) =>
    own.find(({ taskId, change }) => taskId === id && change === 1)!.atMs;
  const changes = own
    .map(({ taskId, atMs, change }) => ({
      change,
      atMs: change === 1 ? atMs : Math.max(atMs, startOf(taskId) + leastMs),
    }))
    .sort((one, other) => one.atMs - other.atMs);
  let [running, area, lastMs] = [0, 0, fromMs];
  for (const { atMs, change } of [...changes, { atMs: endMs, change: 0 }]) {
    const untilMs = Math.min(atMs, endMs);
    if (running > 0) area += running * (untilMs - lastMs);
    running += change;
    lastMs = untilMs;
  }
  return area / 1000;
}

/** What a command says of a release's bill, and what the local cloud metered. */
export interface BillCheck {
  /** Null: the command could not tell. */
  billedSeconds: number | null;
  meteredSeconds: number;
}

/** Why the bill is wrong; both sides have the same whole milliseconds. */
export function billProblems({ billedSeconds, meteredSeconds: metered }: BillCheck): string[] {
  if (billedSeconds === null)
    return [`the release has no bill; the local cloud metered ${metered}`];
  const same = Math.abs(billedSeconds - metered) < 0.0005;
  return same
    ? []
    : [`the bill says ${billedSeconds} task-seconds, the local cloud metered ${metered}`];
}
