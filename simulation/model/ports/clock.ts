import type { Clock } from "../../../automation/world/ports";
import type { Deployer } from "../deployer";
import type { VirtualTime } from "../time";
import type { Calls } from "./calls";

/** 2026-01-01, where virtual time starts. */
export const epochMs = 1_767_225_600_000;

/** A deployer's clocks: the wall clock may jump, the monotonic one does not. */
export class ModelClock implements Clock {
  constructor(
    private readonly time: VirtualTime,
    private readonly deployer: Deployer,
    private readonly calls: Calls,
  ) {}

  nowMs(): number {
    return epochMs + this.time.nowMs + this.deployer.clockOffsetMs;
  }

  monotonicSeconds(): number {
    return this.time.nowMs / 1000;
  }

  newId(): string {
    return `${this.deployer.command}-${this.deployer.id}`;
  }

  sleep(ms: number): Promise<void> {
    return this.calls.sleep(ms);
  }
}
