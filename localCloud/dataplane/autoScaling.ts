import { setTimeout as sleep } from "node:timers/promises";
import type { Timing } from "../timing";

export interface Instance {
  id: string;
  /** Private IP address. */
  address: string;
  state: "booting" | "running" | "draining" | "terminated";
  /** Each task has its instance to itself. */
  occupied: boolean;
  isSpot: boolean;
  /** AWS has announced that it takes it back; until it has, it counts. */
  isInterrupted: boolean;
}

/** Of a mixed instances policy. */
export interface Distribution {
  /** Number of instances on demand that come first. */
  onDemandBase: number;
  /** Of those beyond, in percent. */
  onDemandPercent: number;
}

/** Seconds between a Spot instance's notice and its end. */
const noticeSeconds = 120;

export interface AutoScalingWorld {
  timing: Timing;
  /** Seconds from launch until the instance has joined its cluster. */
  bootSeconds(): number;
  newInstance(): { id: string; address: string };
  hasSpot(): boolean;
}

/**
 * An Auto Scaling group whose instances join the cluster; they terminate once their task has stopped
 * (managed draining).
 */
export class AutoScalingGroup {
  readonly instances: Instance[] = [];
  readonly events: string[] = [];
  /** One entry per task that waits for an instance. */
  readonly waiting = new Set<object>();
  private bounds = { min: 0, max: 0 };
  private desired = 0;
  /** Null: all of its instances are on demand. */
  distribution: Distribution | null = null;

  constructor(
    readonly name: string,
    readonly arn: string,
    private readonly world: AutoScalingWorld,
  ) {}

  /** Sets new bounds; `desired`, if not given, stays as it was or moves to the nearest bound. */
  resize(min: number, max: number, desired = this.present().length): void {
    this.bounds = { min, max };
    this.setCapacity(Math.min(Math.max(desired, min), max));
  }

  /** Managed scaling: an instance for each task that has one or needs one, within the bounds. */
  balance(): void {
    const wanted = this.present().filter(({ occupied }) => occupied).length + this.waiting.size;
    this.resize(this.bounds.min, this.bounds.max, wanted);
  }

  setCapacity(desired: number): void {
    this.desired = desired;
    const present = this.present();
    for (let missing = desired - present.length; missing > 0; missing--) this.launch();
    // Those without a task terminate first.
    const surplus = [...present]
      .sort((a, b) => Number(a.occupied) - Number(b.occupied))
      .slice(0, Math.max(present.length - desired, 0));
    for (const instance of surplus) this.drain(instance);
  }

  /**
   * AWS takes a Spot instance back, and starts another one once it is gone. Those that drain at the notice leave as soon
   * as their task has stopped; `kill` ends the task of one that is still there when the notice has run out.
   */
  async interrupt(instance: Instance, drains: boolean, kill: () => void): Promise<void> {
    instance.isInterrupted = true;
    this.events.unshift(`Spot instance interruption notice: ${instance.id}`);
    if (drains) instance.state = "draining";
    if (!instance.occupied) return this.terminate(instance);
    await sleep(this.world.timing.ms(noticeSeconds), undefined, { ref: false });
    if (!this.instances.includes(instance)) return;
    instance.state = "draining";
    kill();
  }

  running(): Instance[] {
    return this.instances.filter(({ state }) => state === "running");
  }

  /** Settles when every instance that should stay is running; false after `timeoutSeconds`. */
  async waitForCapacity(timeoutSeconds: number): Promise<boolean> {
    return this.waitUntil(
      () => this.present().every((one) => one.state === "running"),
      timeoutSeconds,
    );
  }

  async waitUntilEmpty(timeoutSeconds: number): Promise<boolean> {
    return this.waitUntil(() => this.instances.length === 0, timeoutSeconds);
  }

  /** A free instance, which is now taken; undefined if there is none. */
  occupy(): Instance | undefined {
    const free = this.running().find(({ occupied }) => !occupied);
    if (free) free.occupied = true;
    return free;
  }

  release(instanceId: string): void {
    const instance = this.instances.find(({ id }) => id === instanceId);
    if (!instance) return;
    instance.occupied = false;
    if (instance.state === "draining") this.terminate(instance);
  }

  private present(): Instance[] {
    return this.instances.filter(
      ({ state, isInterrupted }) => state === "booting" || state === "running" || isInterrupted,
    );
  }

  private launch(): void {
    const isSpot = this.nextIsSpot();
    if (isSpot && !this.world.hasSpot()) {
      this.events.unshift("Could not launch Spot Instances. UnfulfillableCapacity");
      return;
    }
    const instance: Instance = {
      ...this.world.newInstance(),
      state: "booting",
      occupied: false,
      isSpot,
      isInterrupted: false,
    };
    this.instances.push(instance);
    this.events.unshift(`Launching a new EC2 instance: ${instance.id}`);
    void this.boot(instance);
  }

  /** The base comes first; beyond it the share on demand is rounded up (EC2 Auto Scaling User Guide, "Allocation strategies"). */
  private nextIsSpot(): boolean {
    if (!this.distribution) return false;
    const { onDemandBase, onDemandPercent } = this.distribution;
    const present = this.present();
    const onDemand = present.filter(({ isSpot }) => !isSpot).length;
    const beyond = Math.max(0, present.length + 1 - onDemandBase);
    return onDemand >= onDemandBase + Math.ceil((beyond * onDemandPercent) / 100);
  }

  private async boot(instance: Instance): Promise<void> {
    await sleep(this.world.timing.ms(this.world.bootSeconds()), undefined, { ref: false });
    if (instance.state === "booting") instance.state = "running";
  }

  private drain(instance: Instance): void {
    instance.state = "draining";
    if (!instance.occupied) this.terminate(instance);
  }

  private terminate(instance: Instance): void {
    instance.state = "terminated";
    this.instances.splice(this.instances.indexOf(instance), 1);
    this.events.unshift(`Terminating EC2 instance: ${instance.id}`);
    if (instance.isInterrupted) this.setCapacity(this.desired);
  }

  private async waitUntil(condition: () => boolean, timeoutSeconds: number): Promise<boolean> {
    const deadlineMs = Date.now() + this.world.timing.ms(timeoutSeconds);
    while (!condition()) {
      if (Date.now() > deadlineMs) return false;
      await this.world.timing.wait(1);
    }
    return true;
  }
}
