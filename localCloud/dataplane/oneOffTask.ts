import type { Task } from "./task";

/** A task that was started by itself (`RunTask`). */
export interface OneOffTask {
  task: Task;
  /** Client token and `startedBy` at once: one task is started for it. */
  key: string;
}
