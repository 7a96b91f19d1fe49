/** A task as the scheduler sees it, which is not shown stopping or stopped tasks. */
export interface TaskView {
  id: string;
  deploymentId: string;
  state: "pending" | "running";
  /** Running, and healthy in every target group. */
  healthy: boolean;
  /** Unhealthy now, but was healthy before. */
  failing: boolean;
}

export interface ServiceView {
  desired: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
  /** The deployment that should run; tasks of others are replaced. */
  primaryId: string;
  /** Oldest first. */
  tasks: TaskView[];
}

export interface Steps {
  /** Tasks of the primary deployment to start now. */
  start: number;
  /** Ids of tasks to stop now. */
  stop: string[];
}

/** One step of ECS's rolling update: never below the minimum of healthy tasks, never above the maximum. */
export function nextSteps(view: ServiceView): Steps {
  const primary = view.tasks.filter((task) => task.deploymentId === view.primaryId);
  const old = view.tasks.filter((task) => task.deploymentId !== view.primaryId);
  const maximum = Math.ceil((view.desired * view.maximumPercent) / 100);
  const room = maximum - view.tasks.length;
  const failing = primary.filter((task) => task.failing);
  const sound = primary.filter((task) => !task.failing);
  const surplus = sound.slice(view.desired);
  return {
    start: Math.max(Math.min(view.desired - sound.length, room), 0),
    stop: [...surplus, ...replaced(view, failing), ...replaceable(view, old)].map(({ id }) => id),
  };
}

/**
 * A task that became unhealthy is kept until a healthy one replaces it (AWS, "What's new", October 23,
 * 2023), so that a false alarm costs nothing.
 */
function replaced({ desired, tasks }: ServiceView, failing: TaskView[]): TaskView[] {
  const healthy = tasks.filter((task) => task.healthy).length;
  return failing.slice(0, Math.max(healthy + failing.length - desired, 0));
}

/** Old tasks that don't serve stop first; of those that do, only as many as healthy tasks replace. */
function replaceable(view: ServiceView, old: TaskView[]): TaskView[] {
  if (view.desired === 0) return old;
  const minimum = Math.ceil((view.desired * view.minimumHealthyPercent) / 100);
  const healthy = view.tasks.filter((task) => task.healthy).length;
  const spare = Math.max(healthy - minimum, 0);
  const serving = old.filter((task) => task.healthy);
  return [...old.filter((task) => !task.healthy), ...serving.slice(0, spare)];
}

/** Everything that should run is running and healthy, and nothing else is running. */
export function isSteady({ desired, primaryId, tasks }: ServiceView): boolean {
  return (
    tasks.length === desired &&
    tasks.every((task) => task.deploymentId === primaryId && task.healthy)
  );
}

/** Failed tasks after which the circuit breaker gives up (ECS docs, "deployment circuit breaker"). */
export function failureThreshold(desired: number): number {
  return Math.min(Math.max(Math.ceil(desired / 2), 3), 200);
}

/** Seconds before the next start after this many failures in a row. */
export function backoffSeconds(failures: number): number {
  return failures === 0 ? 0 : Math.min(5 * 2 ** (failures - 1), 300);
}
