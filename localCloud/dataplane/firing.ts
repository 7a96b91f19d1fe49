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
