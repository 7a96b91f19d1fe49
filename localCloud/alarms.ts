export type AlarmStateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** An alarm, as returned by `alarms` of the control API. */
export interface AlarmView {
  name: string;
  state: AlarmStateValue;
  reason: string;
  /** Milliseconds since the epoch. */
  sinceMs: number;
}

/** Alarms of the program, and those set by a test. */
export class Alarms {
  private readonly byName = new Map<string, AlarmView>();

  set(name: string, state: AlarmStateValue, reason: string): void {
    const before = this.byName.get(name);
    const sinceMs = before?.state === state ? before.sinceMs : Date.now();
    this.byName.set(name, { name, state, reason, sinceMs });
  }

  remove(name: string): void {
    this.byName.delete(name);
  }

  /** Those of these names that exist. */
  named(names: readonly string[]): AlarmView[] {
    return names.flatMap((name) => this.byName.get(name) ?? []);
  }
}
