/** Calls that one task has made so far. */
export interface CallCount {
  requests: number;
  failed: number;
}

export interface CallSummary extends CallCount {
  /** Why the most recent ones failed. */
  reasons: string[];
}

const remembered = 20;

/** Calls between services as counted by the callers; a task reports its totals repeatedly. */
export class Calls {
  private readonly byTask = new Map<string, CallCount>();
  private readonly reasons: string[] = [];

  tell(taskId: string, count: CallCount, reasons: string[]): void {
    this.byTask.set(taskId, count);
    this.reasons.unshift(...reasons);
    this.reasons.length = Math.min(this.reasons.length, remembered);
  }

  summary(): CallSummary {
    const counts = [...this.byTask.values()];
    return {
      requests: counts.reduce((sum, { requests }) => sum + requests, 0),
      failed: counts.reduce((sum, { failed }) => sum + failed, 0),
      reasons: [...this.reasons],
    };
  }
}
