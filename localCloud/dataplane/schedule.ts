import type { Cron } from "../../config/cron/cron";

/** The part of a schedule that EventBridge Scheduler needs to start its tasks. */
export interface Schedule {
  name: string;
  cron: Cron;
  zone: string;
  isEnabled: boolean;
  roleArn: string;
  taskDefinitionArn: string;
  /** Null on Fargate. */
  capacityProvider: string | null;
  securityGroups: readonly string[];
  /** The container that gets what follows. */
  container: string;
  /** Absent: as its definition says. */
  command: readonly string[] | undefined;
  environment: readonly { name: string; value: string }[];
}

/** One time at which a schedule was due. */
export interface Firing {
  /** Group and name. */
  schedule: string;
  /** ISO 8601, UTC: as clocks of the cloud show it, whose minutes pass faster. */
  scheduledAt: string;
  /** When it was started here. Milliseconds since the epoch. */
  startedMs: number;
  taskDefinitionArn: string;
  /** Null if no task was started. */
  taskId: string | null;
  /** Why not; empty if one was. */
  problem: string;
}
