import type { Update } from "../../automation/history/update";
import type { VirtualTime } from "./time";

/** Digest of the settings before anybody edits them. */
export const modelSettings = "settings";

/** How long before the run the last update ended. */
const longAgoMs = -3_600_000;
/** Pulumi's history has a resolution of one second. */
const stepMs = 1000;

/**
 * What Pulumi reports about its updates: its history, of which the last entry matters, and its last
 * write.
 */
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

  /** When Pulumi last wrote; the digits after the milliseconds count the writes of the run. */
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

  /**
   * A Pulumi process that is killed records nothing. @param settings null: of an `up` without the
   * deployer
   */
  ended(result: "succeeded" | "failed", settings: string | null): void {
    this.last = this.entry(result, settings, this.time.nowMs);
  }

  private entry(result: Update["result"], settings: string | null, nowMs: number): Update {
    const seconds = (ms: number) => Math.floor(ms / stepMs) * stepMs;
    const times = { startedMs: seconds(this.startedMs), endedMs: seconds(nowMs) };
    return { message: "", result, ...times, wanted: null, settings };
  }
}
