import type { Provider } from "./capacityStrategy";
import type { TargetDescription, TargetGroup } from "./targetGroup";
import type { TaskDefinition } from "./taskDefinition";

export type RolloutState = "IN_PROGRESS" | "COMPLETED" | "FAILED";

/** One roll-out of a task definition by a service. */
export interface Deployment {
  /** `ecs-svc/` and digits. */
  id: string;
  definition: TaskDefinition;
  rolloutState: RolloutState;
  rolloutReason: string;
  /** Tasks that stopped unexpectedly, and how many of them in a row. */
  failedTasks: number;
  failuresInARow: number;
}

export interface ServiceSettings {
  definition: TaskDefinition;
  desiredCount: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
  circuitBreaker: { enable: boolean; rollback: boolean };
  /** ECS may move its tasks to another availability zone. */
  isRebalanced: boolean;
  /** Seconds after its start during which an unhealthy target does not count against a task. */
  healthCheckGraceSeconds: number;
  targetGroups: TargetGroup[];
  /** Tasks that start from now on take commands. */
  hasExec: boolean;
  /** Where tasks that start from now on are placed. */
  strategy: readonly [Provider, ...Provider[]];
}

/** What `DescribeServices` and `ListTasks` return, in the terms that the deployer's observer needs. */
export interface ServiceDescription {
  desired: number;
  /** Includes those that are stopping. */
  running: { taskId: string; digest: string | null }[];
  pending: number;
  targets: ({ targetGroupArn: string } & TargetDescription)[];
  stopped: { taskId: string; reason: string }[];
  /** `pullStartedAt` and `stoppedAt` of running and of stopped tasks. */
  times: { taskId: string; fromMs: number; untilMs: number | null }[];
  rollout: { taskDefinitionArn: string; state: RolloutState; reason: string };
  events: string[];
}

export function newDeployment(id: string, definition: TaskDefinition): Deployment {
  return {
    id,
    definition,
    rolloutState: "IN_PROGRESS",
    rolloutReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
    failuresInARow: 0,
  };
}
