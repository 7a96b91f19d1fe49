import { setTimeout as sleep } from "node:timers/promises";
import type { Timing } from "../timing";

export interface Instance {
  id: string;
  /** Private IP address. */
  address: string;
  state: "booting" | "running" | "draining" | "terminated";
  /** Each task has its instance to itself. */
  occupied: boolean;
}

export interface AutoScalingWorld {
  timing: Timing;
  /** Seconds from launch until the instance has joined its cluster. */
  bootSeconds(): number;
  newInstance(): { id: string; address: string };
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
    const present = this.present();
    for (let missing = desired - present.length; missing > 0; missing--) this.launch();
    // Those without a task terminate first.
    const surplus = [...present]
      .sort((a, b) => Number(a.occupied) - Number(b.occupied))
      .slice(0, Math.max(present.length - desired, 0));
    for (const instance of surplus) this.drain(instance);
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
    return this.instances.filter(({ state }) => state === "booting" || state === "running");
  }

  private launch(): void {
    const instance: Instance = {
      ...this.world.newInstance(),
      state: "booting",
      occupied: false,
    };
    this.instances.push(instance);
    this.events.unshift(`Launching a new EC2 instance: ${instance.id}`);
    void this.boot(instance);
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
