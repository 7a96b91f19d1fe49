import { timings } from "./timings";
import type { VirtualTime } from "./time";

/** How tasks of an image behave. */
export interface Temper {
  boots: boolean;
  healthy: boolean;
  passesTests: boolean;
  hooks: "pass" | "fail" | "hang";
  extraBootMs: number;
}

export const sound: Temper = {
  boots: true,
  healthy: true,
  passesTests: true,
  hooks: "pass",
  extraBootMs: 0,
};

/** The value that Pulumi records for a fleet: `2 repository@sha256:...`, or just `0`. */
export type FleetValue = string;

/** One color of one service: the ECS service and its tasks. */
export class Fleet {
  desired = 0;
  image: string | null = null;
  running = 0;
  runningImage: string | null = null;
  healthy = 0;
  /** Its tasks were killed by a fault since it was last started. */
  died = false;
  private generation = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly temperOf: (image: string) => Temper,
    private readonly changed: (what: string) => void,
    /** Set for a worker: whatever runs of it consumes, and it receives no traffic. */
    readonly consumes = false,
  ) {}

  static value(size: number, image: string | null): FleetValue {
    return image === null ? "0" : `${size} ${image}`;
  }

  get value(): FleetValue {
    return Fleet.value(this.desired, this.image);
  }

  set(value: FleetValue): void {
    if (value === this.value) return;
    const space = value.indexOf(" ");
    const image = space < 0 ? null : value.slice(space + 1);
    this.desired = Number(space < 0 ? value : value.slice(0, space));
    const rolls = image !== this.image;
    this.image = image;
    this.generation++;
    if (this.desired === 0) this.stop();
    else if (rolls || this.healthy < this.desired) this.boot(0);
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
    const { generation, image } = this;
    const temper = this.temperOf(image!);
    if (this.running === 0) this.healthy = 0;
    this.died &&= delayMs > 0;
    this.time.after(delayMs + timings.bootMs + temper.extraBootMs, () => {
      if (generation !== this.generation || !this.temperOf(image!).boots) return;
      // Tasks of a new image run beside the old ones until they are healthy.
      this.running = this.desired;
      if (this.healthy === 0) this.runningImage = image;
      if (this.consumes) this.changed("a worker consumes");
      this.time.after(timings.healthyMs, () => this.getHealthy(generation, image!));
    });
  }

  private getHealthy(generation: number, image: string): void {
    if (generation !== this.generation || !this.temperOf(image).healthy) return;
    this.healthy = this.running;
    this.runningImage = image;
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
