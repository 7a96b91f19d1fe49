import { canaryWait } from "../../automation/runbook/canary/step";
import type { StepTime } from "../report/facts";

const started = /^▸ (\S+)\s+(.+)$/;
const serving = new RegExp(`^ {2}… {5}${canaryWait} `);
const ended = /^[✔✘] (\S+)\s+(.+) \([^()]*\)$/;

/** Reads from the deployer's progress when each step started and ended. */
export class StepTimes {
  readonly steps: StepTime[] = [];
  readonly #awaited = new Map<string, () => void>();

  /** Resolves once the next step with this id has started. */
  begun(step: string): Promise<void> {
    return new Promise((resolve) => this.#awaited.set(step, resolve));
  }

  /** Takes a line that was just printed. */
  read(line: string, nowMs: number): void {
    const start = started.exec(line);
    if (start) {
      this.steps.push({ step: start[1]!, name: start[2]!, startedMs: nowMs, endedMs: null });
      this.#awaited.get(start[1]!)?.();
    }
    const last = this.steps.at(-1);
    if (last && serving.test(line)) last.servingMs ??= nowMs;
    const end = ended.exec(line);
    const open = end && this.steps.findLast(({ step, name }) => step === end[1] && name === end[2]);
    if (open) open.endedMs = nowMs;
  }
}
