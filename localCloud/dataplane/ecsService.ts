import { isDeepStrictEqual } from "node:util";
import {
  type Deployment,
  newDeployment,
  type ServiceDescription,
  type ServiceSettings,
} from "./deployment";
import {
  backoffSeconds,
  failureThreshold,
  isSteady,
  nextSteps,
  type ServiceView,
} from "./rollingUpdate";
import { CloudError } from "../errors";
import { nextProvider } from "./capacityStrategy";
import { type Place, Task, type TaskWorld } from "./task";
import type { Meter, TaskMeter } from "./taskMeter";

export interface ServiceWorld extends TaskWorld {
  meters: TaskMeter;
  newTaskId(): string;
  newDeploymentId(): string;
  /** Whether the instance is about to terminate. */
  isDraining(place: Place): boolean;
  /** Why no task can be placed at a capacity provider right now; null if one can. */
  shortage(provider: string): string | null;
  /** Events of the instances' Auto Scaling group, newest first. */
  groupEvents(): string[];
}

const unforced =
  "When switching from launch type to capacity provider strategy on an existing service, or making a change to a " +
  "capacity provider strategy on a service that is already using one, you must force a new deployment.";

/** Seconds between two runs of the scheduler. */
const schedulerSeconds = 2;
const remembered = 100;

/** An ECS service: keeps the desired number of tasks running, and replaces them one by one. */
export class EcsService {
  /** The first one is PRIMARY. */
  readonly deployments: Deployment[];
  readonly tasks: Task[] = [];
  readonly events: string[] = [];
  private readonly stopped: Task[] = [];
  private lastCompleted: Deployment | undefined;
  private startAfterMs = 0;
  private steady = false;
  private short = false;
  /** The task that another one replaces in another availability zone. */
  private moved: string | null = null;
  private readonly timer: NodeJS.Timeout;
  private readonly meter: Meter;

  constructor(
    readonly name: string,
    public settings: ServiceSettings,
    private readonly world: ServiceWorld,
  ) {
    this.deployments = [newDeployment(world.newDeploymentId(), settings.definition)];
    this.meter = world.meters.of(name);
    const everyMs = world.timing.ms(schedulerSeconds);
    this.timer = setInterval(() => this.schedule(), everyMs);
    this.schedule();
  }

  /** A new task definition or other target groups make a new deployment; a new count does not. */
  change(settings: ServiceSettings, forceNewDeployment: boolean): void {
    if (!forceNewDeployment && !isDeepStrictEqual(settings.strategy, this.settings.strategy)) {
      throw new CloudError("InvalidParameterException", unforced);
    }
    const replaced = settings.definition.arn !== this.primary.definition.arn;
    const moved = !isDeepStrictEqual(arnsOf(settings), arnsOf(this.settings));
    this.settings = settings;
    this.steady = false;
    if (replaced || moved || forceNewDeployment) this.deploy(settings);
    this.schedule();
  }

  /** Changes only the count. */
  scale(desiredCount: number): void {
    if (desiredCount === this.settings.desiredCount) return;
    this.change({ ...this.settings, desiredCount }, false);
  }

  /**
   * Moves a task to another availability zone, as ECS may at any time: it starts one before it stops one. Returns
   * whether it does, which a service can forbid.
   */
  rebalance(): boolean {
    const task = this.tasks.find(({ status }) => status === "RUNNING");
    if (!task || !this.settings.isRebalanced) return false;
    if (this.primary.rolloutState !== "COMPLETED") return false;
    this.moved = task.id;
    this.say("is not AZ balanced. AZ Rebalancing in progress.");
    this.schedule();
    return true;
  }

  /** Stops every task gracefully. */
  async delete(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.tasks.map((task) => task.stop("Service was deleted")));
  }

  /** Ends everything at once: the cloud is shutting down. */
  kill(): void {
    clearInterval(this.timer);
    for (const task of this.tasks) task.kill();
  }

  describe(): ServiceDescription {
    const { targetGroups, desiredCount } = this.settings;
    // A task that is stopping runs until it has stopped.
    const running = this.tasks.filter(({ status }) => status !== "PENDING" && status !== "STOPPED");
    const primary = this.primary;
    return {
      desired: desiredCount,
      running: running.map(({ id, digest }) => ({ taskId: id, digest })),
      pending: this.tasks.filter((task) => task.status === "PENDING").length,
      targets: targetGroups.flatMap((group) =>
        group.describe().map((target) => ({ targetGroupArn: group.arn, ...target })),
      ),
      stopped: this.stopped.map(({ id, stoppedReason }) => ({ taskId: id, reason: stoppedReason })),
      times: [...this.tasks, ...this.stopped].flatMap(({ id, pullStartedMs, stoppedMs }) =>
        pullStartedMs === null ? [] : [{ taskId: id, fromMs: pullStartedMs, untilMs: stoppedMs }],
      ),
      rollout: {
        taskDefinitionArn: primary.definition.arn,
        state: primary.rolloutState,
        reason: primary.rolloutReason,
      },
      events: [...this.events, ...this.world.groupEvents()],
    };
  }

  private get primary(): Deployment {
    const [first] = this.deployments;
    if (!first) throw new Error("a service always has a deployment");
    return first;
  }

  private deploy(settings: ServiceSettings): void {
    this.deployments.unshift(newDeployment(this.world.newDeploymentId(), settings.definition));
    this.startAfterMs = 0;
  }

  private schedule(): void {
    this.replaceUnhealthy();
    this.leaveDrainingInstances();
    this.tellShortage();
    const view = this.view();
    const steps = nextSteps(view);
    for (const id of steps.stop) {
      const task = this.tasks.find((one) => one.id === id);
      void task?.stop("Scaling activity initiated by deployment " + this.primary.id);
    }
    const mayStart = Date.now() >= this.startAfterMs && this.primary.rolloutState !== "FAILED";
    if (mayStart) for (let count = 0; count < steps.start; count++) this.startTask();
    if (isSteady(view)) this.settle();
    else this.steady = false;
  }

  private view(): ServiceView {
    const { desiredCount, minimumHealthyPercent, maximumPercent } = this.settings;
    const alive = this.tasks.filter(({ status }) => status === "PENDING" || status === "RUNNING");
    return {
      desired: desiredCount,
      minimumHealthyPercent,
      maximumPercent,
      primaryId: this.primary.id,
      tasks: alive.map((task) => ({
        id: task.id,
        deploymentId: task.id === this.moved ? "moved" : task.deploymentId,
        state: task.status === "RUNNING" ? "running" : "pending",
        healthy: task.isHealthy(),
        failing: task.hasServed && task.unhealthyIn() !== undefined,
      })),
    };
  }

  private startTask(): void {
    const { id, definition } = this.primary;
    const { targetGroups, hasExec } = this.settings;
    const world = { ...this.world, meter: this.meter };
    const how = { hasExec, provider: this.nextProvider(id) };
    const task = new Task(world.newTaskId(), id, definition, targetGroups, world, how);
    this.tasks.push(task);
    this.say(`has started 1 tasks: (task ${task.id}).`);
    void task.start();
    void task.ended.then(() => this.ended(task));
  }

  /** A base counts the tasks of one deployment: those of the last one are about to stop. */
  private nextProvider(deploymentId: string): string {
    const alive = this.tasks.filter(
      (task) => task.deploymentId === deploymentId && ["PENDING", "RUNNING"].includes(task.status),
    );
    const placed: Record<string, number> = {};
    for (const { provider } of alive) placed[provider] = (placed[provider] ?? 0) + 1;
    return nextProvider(this.settings.strategy, placed);
  }

  private ended(task: Task): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
    this.stopped.unshift(task);
    this.stopped.length = Math.min(this.stopped.length, remembered);
    this.say(`has stopped 1 tasks: (task ${task.id}): ${task.stoppedReason}`);
    if (task.failed) this.countFailure(task);
  }

  /** A task that its load balancer never found healthy is replaced once its grace period is over. */
  private replaceUnhealthy(): void {
    const graceMs = this.world.timing.ms(this.settings.healthCheckGraceSeconds);
    for (const task of this.tasks) {
      const since = task.runningSinceMs;
      const found = task.unhealthyIn();
      // A task that has served is replaced by the rolling update, which starts its replacement
      // first.
      if (task.status !== "RUNNING" || !found || since === null || task.hasServed) continue;
      if (Date.now() < since + graceMs) continue;
      this.say(
        `(task ${task.id}) is unhealthy in (target-group ${found.group.arn}) due to (reason ${found.reason})`,
      );
      this.countFailure(task);
      void task.stop(`Task failed ELB health checks in (target-group ${found.group.arn})`);
    }
  }

  private leaveDrainingInstances(): void {
    for (const task of this.tasks) {
      if (task.status !== "RUNNING" || !task.place || !this.world.isDraining(task.place)) continue;
      void task.stop("Task stopped because its container instance is draining");
    }
  }

  private tellShortage(): void {
    const waiting = this.tasks.filter((task) => task.status === "PENDING" && !task.place);
    const shortages = waiting.map(({ provider }) => this.world.shortage(provider));
    const shortage = shortages.find((one) => one !== null) ?? null;
    if (shortage !== null && !this.short) this.say(shortage);
    this.short = shortage !== null;
  }

  private countFailure(task: Task): void {
    const deployment = this.deployments.find(({ id }) => id === task.deploymentId);
    if (!deployment) return;
    deployment.failedTasks++;
    deployment.failuresInARow++;
    const waitMs = this.world.timing.ms(backoffSeconds(deployment.failuresInARow));
    this.startAfterMs = Math.max(this.startAfterMs, Date.now() + waitMs);
    if (deployment.failuresInARow === 3)
      this.say("is unable to consistently start tasks successfully.");
    const { circuitBreaker, desiredCount } = this.settings;
    const tripped = deployment.failedTasks >= failureThreshold(desiredCount);
    if (!circuitBreaker.enable || !tripped || deployment.rolloutState !== "IN_PROGRESS") return;
    deployment.rolloutState = "FAILED";
    deployment.rolloutReason = "ECS deployment circuit breaker: tasks failed to start.";
    this.say(`(deployment ${deployment.id}) deployment failed: tasks failed to start.`);
    if (circuitBreaker.rollback && this.lastCompleted) this.rollBack(this.lastCompleted);
  }

  private rollBack({ definition }: Deployment): void {
    this.say(`rolling back to ${definition.arn}.`);
    this.settings = { ...this.settings, definition };
    this.deploy(this.settings);
    this.primary.rolloutReason = "ECS deployment circuit breaker: rolling back.";
  }

  private settle(): void {
    const { primary } = this;
    primary.failuresInARow = 0;
    if (!this.steady) this.say("has reached a steady state.");
    this.steady = true;
    const leaving = this.tasks.some((task) => task.deploymentId !== primary.id);
    if (primary.rolloutState !== "IN_PROGRESS" || leaving) return;
    primary.rolloutState = "COMPLETED";
    primary.rolloutReason = `ECS deployment ${primary.id} completed.`;
    this.say(`(deployment ${primary.id}) deployment completed.`);
    this.lastCompleted = primary;
    this.deployments.length = 1;
  }

  private say(what: string): void {
    this.events.unshift(`(service ${this.name}) ${what}`);
    this.events.length = Math.min(this.events.length, remembered);
  }
}

function arnsOf({ targetGroups }: ServiceSettings): string[] {
  return targetGroups.map(({ arn }) => arn).sort();
}
