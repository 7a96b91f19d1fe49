import { output } from "../api/tasks";
import type { Cloud } from "../cloud";
import type { Firing } from "../dataplane/schedule";

/** A firing, and what became of its task. */
export interface FiringView extends Firing {
  /** Of the image that it runs; null before it does. */
  digest: string | null;
  /** Null while it runs. */
  exitCode: number | null;
  /** The last lines that it wrote. */
  output: string;
}

/** Of all schedules, in the order of their times. */
export function firings(cloud: Cloud): FiringView[] {
  return cloud.firings.map((one) => {
    const task = one.taskId === null ? undefined : cloud.oneOffTasks.get(one.taskId)?.task;
    const { digest = null, exitCode = null } = task ?? {};
    return { ...one, digest, exitCode, output: task ? output(cloud, task.id) : "" };
  });
}
