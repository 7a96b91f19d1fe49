import type { Update } from "../../automation/history/update";
import type { VirtualTime } from "./time";

/** Digest of the settings, which stay what they are. */
export const modelSettings = "settings";

/** The last update before a run ended so long ago. */
const longAgoMs = -3_600_000;
/** The engine's history tells full seconds. */
const stepMs = 1000;

/** What the engine tells of its updates: its history, of which the last entry matters, and its last write. */
export class History {
  last: Update;
  private writes = 0;
  private writtenMs = longAgoMs;
  private startedMs = longAgoMs;

  constructor(
    private readonly time: VirtualTime,
    lastResult: "succeeded" | "failed" = "succeeded",
  ) {
    this.last = this.entry(lastResult, modelSettings, longAgoMs);
  }

  /** When the engine last wrote; in the digits after the milliseconds, which write of the run it was. */
  get writtenAt(): string {
    const count = String(this.writes).padStart(6, "0");
    return new Date(this.writtenMs).toISOString().replace("Z", `${count}Z`);
  }

  started(): void {
    this.startedMs = this.time.nowMs;
  }

  wrote(): void {
    this.writes++;
    this.writtenMs = this.time.nowMs;
  }

  /** An engine that is killed leaves no word. @param settings null: of an `up` without the deployer */
  ended(result: "succeeded" | "failed", settings: string | null): void {
    this.last = this.entry(result, settings, this.time.nowMs);
  }

  private entry(result: Update["result"], settings: string | null, nowMs: number): Update {
    const seconds = (ms: number) => Math.floor(ms / stepMs) * stepMs;
    const times = { startedMs: seconds(this.startedMs), endedMs: seconds(nowMs) };
    return { message: "", result, ...times, wanted: null, settings };
  }
}
