import type { OneOffTask } from "../../automation/world/oneOffTasks";
import type { Definition } from "./definition";
import type { Temper } from "./fleet";
import type { VirtualTime } from "./time";
import { timings } from "./timings";

interface Started {
  taskId: string;
  key: string;
  definition: Definition;
  exitCode: number;
  endsAtMs: number;
}

/** One-off tasks that deployers started, and what happened to them. */
export class OneOffTasks {
  /** How long a stopped task stays known, in milliseconds. */
  rememberMs = timings.rememberMs;
  private readonly started: Started[] = [];
  /** Starts that were requested with knowledge of the previous one. */
  private readonly allowed = new Map<string, number>();
  /** Keys of starts that a deployer requested and that have not arrived. */
  private readonly onTheirWay = new Set<string>();

  constructor(private readonly time: VirtualTime) {}

  ask(key: string): void {
    this.onTheirWay.add(key);
  }

  /** One task per key, as long as it is known. Returns its id. */
  start(key: string, definition: Definition, temper: Temper): string {
    this.onTheirWay.delete(key);
    const known = this.known((one) => one.key === key);
    if (known) return known.taskId;
    const taskId = String(this.started.length);
    const { lastsMs, exitCode } = endOf(key, temper);
    const endsAtMs = this.time.nowMs + lastsMs;
    this.started.push({ taskId, key, definition, exitCode, endsAtMs });
    return taskId;
  }

  find(of: { key: string } | { taskId: string }): OneOffTask | null {
    const task = this.known((one) => ("key" in of ? one.key === of.key : one.taskId === of.taskId));
    if (!task) return null;
    const stopped = this.hasStopped(task);
    return {
      taskId: task.taskId,
      state: stopped ? "stopped" : "running",
      exitCode: stopped ? task.exitCode : null,
      reason: "",
    };
  }

  stop(taskId: string): void {
    const task = this.started.find((one) => one.taskId === taskId);
    if (task && !this.hasStopped(task))
      Object.assign(task, { endsAtMs: this.time.nowMs, exitCode: 137 });
  }

  /** One more than those that exist or are on their way: a suspended deployer's may still arrive. */
  allow(key: string): void {
    this.allowed.set(key, this.startsOf(key) + (this.onTheirWay.has(key) ? 1 : 0));
  }

  /** Keys that were started more often than allowed. */
  repeated(): string[] {
    if (this.started.length < 2) return [];
    const keys = new Set(this.started.map(({ key }) => key));
    return [...keys].filter((key) => this.startsOf(key) > 1 + (this.allowed.get(key) ?? 0));
  }

  /** Definitions that a task of this key has run from. */
  definitionsOf(key: string): Definition[] {
    return this.started.filter((one) => one.key === key).map(({ definition }) => definition);
  }

  hasPassed(key: string): boolean {
    return this.started.some(
      (one) => one.key === key && this.hasStopped(one) && one.exitCode === 0,
    );
  }

  /** Whether a task of such a key has passed on the definition. */
  hasPassedOn(definition: Definition, keyEnd: string): boolean {
    return this.started.some(
      (one) => one.definition === definition && one.key.endsWith(keyEnd) && this.hasPassed(one.key),
    );
  }

  private startsOf(key: string): number {
    return this.started.filter((one) => one.key === key).length;
  }

  private hasStopped({ endsAtMs }: Started): boolean {
    return endsAtMs <= this.time.nowMs;
  }

  private known(matches: (one: Started) => boolean): Started | undefined {
    const { nowMs } = this.time;
    return this.started.find((one) => matches(one) && nowMs < one.endsAtMs + this.rememberMs);
  }
}

function endOf(
  key: string,
  { hooks, passesTests }: Temper,
): Pick<Started, "exitCode"> & { lastsMs: number } {
  if (key.endsWith("/selfTest")) return { lastsMs: timings.testsMs, exitCode: passesTests ? 0 : 1 };
  return {
    lastsMs: hooks === "hang" ? Infinity : timings.hookMs,
    exitCode: hooks === "pass" ? 0 : 1,
  };
}
