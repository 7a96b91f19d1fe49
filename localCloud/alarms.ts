import { type AlarmDefinition, judge, withPeriods } from "./metrics/alarmDefinition";
import type { Metrics } from "./metrics/metrics";

export type AlarmStateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** An alarm, as returned by `alarms` of the control API. */
export interface AlarmView {
  name: string;
  state: AlarmStateValue;
  reason: string;
  /** Milliseconds since the epoch. */
  sinceMs: number;
}

/** Alarms of the program, evaluated every minute of the metrics, and those that a test has set. */
export class Alarms {
  private readonly byName = new Map<string, AlarmView>();
  /** Those of the program, except once a test has set their state. */
  private readonly evaluated = new Map<string, AlarmDefinition>();
  private readonly timer: NodeJS.Timeout;

  /** An alarm's period spans `periodsInOne` of those that its definition says. */
  constructor(
    private readonly metrics: Metrics,
    private readonly periodsInOne = 1,
  ) {
    this.timer = setInterval(() => this.evaluate(), metrics.minuteMs).unref();
  }

  /** Creates the program's alarm of this name, or changes it. */
  define(name: string, definition: AlarmDefinition): void {
    if (!this.byName.has(name)) {
      this.put(name, "INSUFFICIENT_DATA", "Unchecked: Initial alarm creation");
    } else if (!this.evaluated.has(name)) return;
    this.evaluated.set(name, withPeriods(definition, this.periodsInOne));
  }

  /** Sets a state that lasts, whatever the metrics say. */
  set(name: string, state: AlarmStateValue, reason: string): void {
    this.evaluated.delete(name);
    this.put(name, state, reason);
  }

  remove(name: string): void {
    this.byName.delete(name);
    this.evaluated.delete(name);
  }

  /** Those of these names that exist. */
  named(names: readonly string[]): AlarmView[] {
    return names.flatMap((name) => this.byName.get(name) ?? []);
  }

  evaluate(): void {
    for (const [name, definition] of this.evaluated) {
      const { state, reason } = judge(this.metrics, definition);
      if (this.byName.get(name)?.state !== state) this.put(name, state, reason);
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  private put(name: string, state: AlarmStateValue, reason: string): void {
    const before = this.byName.get(name);
    const sinceMs = before?.state === state ? before.sinceMs : this.metrics.nowMs();
    this.byName.set(name, { name, state, reason, sinceMs });
  }
}
