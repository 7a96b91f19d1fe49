import type { Task } from "./task";

/** A task that no service started (`RunTask`). */
export interface OneOffTask {
  task: Task;
  /** Both client token and `startedBy`: only one task is started for it. */
  key: string;
  /** Of its network configuration. */
  securityGroups: readonly string[];
}
