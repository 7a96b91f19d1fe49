import type { Definition } from "./definition";
import { timings } from "./timings";
import type { VirtualTime } from "./time";

/** How tasks of a definition behave. */
export interface Temper {
  boots: boolean;
  healthy: boolean;
  passesTests: boolean;
  hooks: "pass" | "fail" | "hang";
  extraBootMs: number;
  /** Slower than a comparison allows. */
  isSlow: boolean;
}

export const sound: Temper = {
  boots: true,
  healthy: true,
  passesTests: true,
  hooks: "pass",
  extraBootMs: 0,
  isSlow: false,
};

/** The value that Pulumi records for a fleet: `2 repository@sha256:... EDIT=1`, or just `0`. */
export type FleetValue = string;

/** One color of one service: the ECS service and its tasks. */
export class Fleet {
  desired = 0;
  /** What its next task starts from. */
  definition: Definition | null = null;
  running = 0;
  runningDefinition: Definition | null = null;
  healthy = 0;
  /** Its tasks were killed by a fault since it was last started. */
  died = false;
  private generation = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly temperOf: (definition: Definition) => Temper,
    private readonly changed: (what: string) => void,
    /** Set for a worker: whatever runs of it consumes, and it receives no traffic. */
    readonly consumes = false,
  ) {}

  static value(size: number, definition: Definition | null): FleetValue {
    return definition === null ? "0" : `${size} ${definition}`;
  }

  get value(): FleetValue {
    return Fleet.value(this.desired, this.definition);
  }

  set(value: FleetValue): void {
    if (value === this.value) return;
    const space = value.indexOf(" ");
    const definition = space < 0 ? null : value.slice(space + 1);
    const wasRunning = this.desired > 0;
    this.desired = Number(space < 0 ? value : value.slice(0, space));
    const rolls = definition !== this.definition;
    this.definition = definition;
    this.generation++;
    if (this.desired === 0) this.stop();
    else if (this.died && wasRunning && !rolls) this.boot(timings.replaceMs);
    else if (rolls || this.healthy < this.desired) this.boot(0);
    else this.running = this.healthy = this.desired;
  }

  /** All tasks but `survivors` end now and are replaced. */
  die(survivors: number): void {
    if (this.running <= survivors) return;
    this.running = survivors;
    this.healthy = Math.min(this.healthy, survivors);
    this.died = true;
    // What is left of a fleet that is stopping keeps stopping.
    if (this.desired === 0) return;
    this.generation++;
    this.boot(timings.replaceMs);
  }

  private boot(delayMs: number): void {
    const { generation } = this;
    const definition = this.definition!;
    const temper = this.temperOf(definition);
    if (this.running === 0) this.healthy = 0;
    this.died &&= delayMs > 0;
    this.time.after(delayMs + timings.bootMs + temper.extraBootMs, () => {
      if (generation !== this.generation || !this.temperOf(definition).boots) return;
      // Tasks of a new definition run beside the old ones until they are healthy.
      this.running = this.desired;
      if (this.healthy === 0) this.runningDefinition = definition;
      if (this.consumes) this.changed("a worker consumes");
      this.time.after(timings.healthyMs, () => this.getHealthy(generation, definition));
    });
  }

  private getHealthy(generation: number, definition: Definition): void {
    if (generation !== this.generation || !this.temperOf(definition).healthy) return;
    this.healthy = this.running;
    this.runningDefinition = definition;
    this.changed("healthy");
  }

  /** The load balancer sends no new requests; the tasks finish those in flight. */
  private stop(): void {
    this.healthy = 0;
    const { generation } = this;
    this.time.after(this.consumes ? timings.workerStopMs : timings.stopMs, () => {
      if (generation === this.generation) this.running = 0;
    });
  }
}
