/** A task that began to stop while it was a target of load balancers. */
export interface Stop {
  taskId: string;
  /** Of its container's process. */
  pid: number;
  /** When its targets began to deregister, in milliseconds since the epoch. */
  atMs: number;
}

/** Of all tasks so far, in the order in which they began to stop. */
export class Stops {
  readonly all: Stop[] = [];

  add(taskId: string, pid: number): void {
    this.all.push({ taskId, pid, atMs: performance.timeOrigin + performance.now() });
  }
}
