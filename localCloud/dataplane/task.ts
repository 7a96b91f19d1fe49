import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Timing } from "../timing";
import { fargate } from "./capacityStrategy";
import { Container, type ProcessInside } from "./container";
import { cannotPull, type Image } from "./imageStore";
import type { LogStreams } from "./logStreams";
import type { Stops } from "./stops";
import { targetKey } from "./target";
import type { TargetGroup } from "./targetGroup";
import { Sidecars } from "./sidecars";
import type { ContainerDefinition, TaskDefinition } from "./taskDefinition";
import type { Meter } from "./taskMeter";
import { mountVariables, type Volumes } from "./volumes";

/** Where a task may run: an instance to itself, or Fargate. */
export interface Place {
  /** Instance id; null on Fargate. */
  instanceId: string | null;
  /** IP address of the task or of its instance. */
  address: string;
}

export interface TaskWorld {
  timing: Timing;
  /** Seconds from placement to a started container. */
  startSeconds(): number;
  /** Waits for a place at a capacity provider; rejects if the task is stopped before it gets one. */
  place(signal: AbortSignal, provider: string): Promise<Place>;
  release(place: Place): void;
  /** Undefined if the registry has no such image. */
  pull(reference: string): Image | undefined;
  /** Values of the definition's secrets by variable; throws if its role may not read one. */
  readSecrets(definition: TaskDefinition, container: ContainerDefinition): Record<string, string>;
  /** Variables that tell the task's processes how to find others, if there are any. */
  network(taskId: string): Record<string, string>;
  volumes: Volumes;
  /** Whether security groups let a load balancer reach a task on a port; absent: on every one. */
  admits?(taskId: string, loadBalancerArn: string, port: number): boolean;
  freePort(): Promise<number>;
  stops: Stops;
  meter: Meter;
  logDirectory: string;
  /** Absent: nobody reads what its tasks write. */
  logs?: LogStreams;
}

/** Where a task listens on this machine. */
interface Ports {
  localPort: number;
  /** By the port in its container. */
  otherPorts: ReadonlyMap<number, number>;
}

export type TaskStatus = "PENDING" | "RUNNING" | "DEACTIVATING" | "STOPPING" | "STOPPED";

/** What a task is started with beside its definition. */
export interface Override {
  command?: readonly string[];
  /** In addition to the definition's. */
  environment?: Record<string, string>;
  /** It takes commands (ECS Exec). */
  hasExec?: boolean;
  /** Capacity provider; absent: on demand. */
  provider?: string;
}

/** One task, of an ECS service or one-off, from placement to end. */
export class Task {
  status: TaskStatus = "PENDING";
  digest: string | null = null;
  /** Why it stopped, in ECS's words; empty while it runs. */
  stoppedReason = "";
  /** Whether it stopped unexpectedly. */
  failed = false;
  /** Whether it was ever healthy. */
  hasServed = false;
  place: Place | null = null;
  /** Milliseconds since the epoch; null until it runs. */
  runningSinceMs: number | null = null;
  /** From when on it is charged for; null until its image's pull begins. */
  pullStartedMs: number | null = null;
  /** When it had terminated; null until then. */
  stoppedMs: number | null = null;
  readonly ended: Promise<void>;
  private container: Container | undefined;
  private readonly sidecars: Sidecars;
  private registeredAt: { id: string; port: number } | undefined;
  private readonly stopping = new AbortController();
  private finish: () => void = () => {};

  constructor(
    readonly id: string,
    readonly deploymentId: string,
    readonly definition: TaskDefinition,
    private readonly targetGroups: TargetGroup[],
    private readonly world: TaskWorld,
    private readonly override?: Override,
  ) {
    this.ended = new Promise((resolve) => (this.finish = resolve));
    this.sidecars = new Sidecars(id, definition, world, (name, how) => this.exited(how, name));
  }

  /** Settles once the container runs, or the task has stopped. */
  async start(): Promise<void> {
    const { signal } = this.stopping;
    try {
      this.place = await this.world.place(signal, this.provider);
      // Here a place takes no time: the image's pull begins at once.
      this.pullStartedMs = Date.now();
      this.world.meter.started(this.id, this.pullStartedMs);
      await sleep(this.world.timing.ms(this.world.startSeconds()), undefined, { signal });
      const { container } = this.definition;
      const image = this.world.pull(container.image);
      if (!image) return this.end(cannotPull(container.image), true);
      const localPort = await this.world.freePort();
      const otherPorts = await this.findOtherPorts();
      if (signal.aborted) return;
      const folders = this.world.volumes.open(this.id, this.definition);
      const variablesOf = (one: ContainerDefinition) => ({
        ...this.world.readSecrets(this.definition, one),
        ...mountVariables(one, folders),
        ...this.world.network(this.id),
      });
      const variables = variablesOf(container);
      const problem = await this.sidecars.start(variablesOf, signal);
      // ECS counts a task whose essential container ended at its start as failed.
      if (signal.aborted) return;
      if (problem !== null) return this.end(problem, true);
      this.run(image, { localPort, otherPorts }, variables);
    } catch (error) {
      if (!signal.aborted) this.end(`ResourceInitializationError: ${String(error)}`, true);
    }
  }

  /** Stops it gracefully: first out of the target groups, then SIGTERM. */
  async stop(reason: string): Promise<void> {
    if (this.status !== "PENDING" && this.status !== "RUNNING") return this.ended;
    this.stopping.abort();
    this.stoppedReason = reason;
    this.status = "DEACTIVATING";
    if (this.registeredAt) this.world.stops.add(this.id, this.container?.pid ?? 0);
    await this.deregister();
    if (this.status !== "DEACTIVATING") return;
    this.status = "STOPPING";
    await Promise.all([this.stopContainer(), this.sidecars.stop("beside")]);
    // In the order of their start, backwards.
    await this.sidecars.stop("before");
    this.end(reason, false);
  }

  /**
   * AWS takes its Spot capacity back: it leaves the target groups and gets SIGTERM at once, while requests are open
   * (Amazon ECS Developer Guide, "Fargate Spot termination notice").
   */
  async interrupt(): Promise<void> {
    if (this.status !== "PENDING" && this.status !== "RUNNING") return this.ended;
    this.stopping.abort();
    this.stoppedReason = "Your Spot Task was interrupted.";
    if (this.registeredAt) this.world.stops.add(this.id, this.container?.pid ?? 0);
    this.status = "STOPPING";
    void this.deregister();
    await Promise.all([this.stopContainer(), this.sidecars.stop("beside")]);
    await this.sidecars.stop("before");
    this.end(this.stoppedReason, false);
  }

  /** Kills it without warning, as a failing machine would. */
  kill(): void {
    this.container?.kill();
    this.sidecars.kill();
    // Its own container does not run yet, so no process ends that would end the task.
    if (this.status === "PENDING") this.end("Task failed to start", true);
  }

  /** Kills one of its sidecars. */
  killSidecar(name: string): void {
    this.sidecars.kill(name);
  }

  /** Capacity provider that places it. */
  get provider(): string {
    return this.override?.provider ?? fargate;
  }

  /** Its target address on load balancers; empty before it runs, and if it listens on nothing. */
  get target(): string {
    return this.registeredAt ? targetKey(this.registeredAt) : "";
  }

  /** Exit code of its container; null while it runs, if a signal ended it, or if it never started. */
  get exitCode(): number | null {
    return this.container?.exitCode ?? null;
  }

  /** Whether it was started to take commands (ECS Exec). */
  get hasExec(): boolean {
    return this.override?.hasExec ?? false;
  }

  /** How a command inside it is run; null while there is no container. */
  inside(command: readonly string[]): ProcessInside | null {
    return this.status === "RUNNING" && this.container ? this.container.inside(command) : null;
  }

  get logFile(): string {
    return join(this.world.logDirectory, `${this.id}.log`);
  }

  /** Healthy in every group that it is registered in. */
  isHealthy(): boolean {
    const healthy =
      this.status === "RUNNING" && this.targetStates().every(({ state }) => state === "healthy");
    this.hasServed ||= healthy;
    return healthy;
  }

  /** A target group in which it is unhealthy. */
  unhealthyIn(): { group: TargetGroup; reason: string } | undefined {
    return this.targetStates().find(({ state }) => state === "unhealthy");
  }

  private targetStates() {
    const key = this.target;
    return this.targetGroups.map((group) => {
      const description = group.describe().find(({ target }) => target === key);
      const { state, reason } = description ?? { state: "unused", reason: "" };
      return { group, state, reason };
    });
  }

  /** Ports that only health checks use, with those that stand for them here. */
  private async findOtherPorts(): Promise<Map<number, number>> {
    const found = new Map<number, number>();
    for (const { settings } of this.targetGroups) {
      const { port } = settings.healthCheck;
      const isKnown = port === this.definition.container.port?.containerPort;
      if (port === undefined || isKnown || found.has(port)) continue;
      found.set(port, await this.world.freePort());
    }
    return found;
  }

  private run(image: Image, { localPort, otherPorts }: Ports, more: Record<string, string>): void {
    const { container, networkMode } = this.definition;
    const { instanceId = null, address = "" } = this.place ?? {};
    this.container = new Container({
      directory: image.directory,
      environment: {
        ...container.environment,
        ...more,
        IMAGE_DIGEST: image.digest,
        // Ports stand for addresses: all containers share this machine's loopback.
        PORT: String(localPort),
        ...Object.fromEntries(
          [...otherPorts].map(([port, local]) => [`PORT_${port}`, String(local)]),
        ),
        ...this.override?.environment,
      },
      logFile: this.logFile,
      command: this.override?.command ?? container.command,
      entryPoint: container.entryPoint,
      workingDirectory: container.workingDirectory,
    });
    if (container.log) {
      const { group, prefix } = container.log;
      this.world.logs?.open(group, `${prefix}/${container.name}/${this.id}`, this.logFile);
    }
    void this.container.exited.then((how) => this.exited(how));
    this.digest = image.digest;
    this.status = "RUNNING";
    this.runningSinceMs = Date.now();
    if (!container.port) return;
    const { containerPort, hostPort } = container.port;
    this.registeredAt =
      networkMode === "awsvpc"
        ? { id: address, port: containerPort }
        : { id: instanceId ?? address, port: hostPort || localPort };
    const target = {
      ...{ ...this.registeredAt, localPort, otherPorts },
      admits: (loadBalancerArn: string, port: number) =>
        this.world.admits?.(this.id, loadBalancerArn, port) ?? true,
    };
    for (const group of this.targetGroups) group.register(target);
  }

  private exited(how: string, name = this.definition.container.name): void {
    if (this.status === "STOPPING" || this.status === "STOPPED") return;
    this.end(`Essential container in task exited (${name}: ${how})`, true);
  }

  private async stopContainer(): Promise<void> {
    await this.container?.stop(this.world.timing.ms(this.definition.container.stopTimeoutSeconds));
  }

  private async deregister(): Promise<void> {
    const at = this.registeredAt;
    if (at) await Promise.all(this.targetGroups.map((group) => group.deregister(at)));
  }

  private end(reason: string, failed: boolean): void {
    if (this.status === "STOPPED") return;
    // A task that was already stopping has not failed, however it ended.
    this.failed = failed && this.status !== "DEACTIVATING";
    this.status = "STOPPED";
    this.stoppedMs = Date.now();
    if (this.pullStartedMs !== null) this.world.meter.stopped(this.id, this.stoppedMs);
    this.stoppedReason ||= reason;
    this.stopping.abort();
    void this.deregister();
    // Whatever is left of it, also of a task that failed to start.
    void this.stopContainer();
    void this.sidecars.stop();
    this.world.volumes.close(this.id);
    if (this.place) this.world.release(this.place);
    this.finish();
  }
}
