/** A task began or ceased to be charged for. */
export interface Metered {
  /** ECS service of the task; empty: it belongs to none. */
  service: string;
  taskId: string;
  /** In milliseconds since the epoch. */
  atMs: number;
  /** 1: it began; -1: it ceased. */
  change: 1 | -1;
}

/** The meter of one service's tasks. */
export interface Meter {
  started: (taskId: string, atMs: number) => void;
  stopped: (taskId: string, atMs: number) => void;
}

/** What AWS would charge for: each task from the pull of its image until it has terminated. Forgets nothing. */
export class TaskMeter {
  readonly all: Metered[] = [];

  of(service: string): Meter {
    const note = (change: Metered["change"]) => (taskId: string, atMs: number) =>
      void this.all.push({ service, taskId, atMs, change });
    return { started: note(1), stopped: note(-1) };
  }
}
