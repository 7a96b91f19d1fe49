import { setTimeout as sleep } from "node:timers/promises";
import { CloudError } from "../errors";
import { arrivedIsRead, type Timing } from "../timing";
import {
  checkOnce,
  type CheckOutcome,
  failedAsOrdered,
  type HealthCheckSettings,
  nextHealth,
  nothingListens,
  registered,
  timedOut,
} from "./healthCheck";
import { Target, type TargetAddress, targetKey } from "./target";

export interface TargetGroupSettings {
  healthCheck: HealthCheckSettings;
  /** Deregistration delay in seconds. */
  deregistrationDelay: number;
  /** Absent: HTTP/1.1. */
  speaks?: "http1" | "http2" | "grpc";
  /** Absent, or 0: targets get their whole share at once. */
  slowStartSeconds?: number;
  /** For how long a client stays on one target; absent: not at all. */
  stickySeconds?: number;
}

export interface TargetDescription {
  target: string;
  state: "initial" | "healthy" | "unhealthy" | "unused" | "draining";
  /** Code and description; empty if healthy. */
  reason: string;
}

/** Idle timeout of a connection to a target. */
const idleTimeoutMs = 60_000;

/** The targets of one group, their health, and the round robin over them. */
export class TargetGroup {
  private readonly targets = new Map<string, Target>();
  /** Listeners and rules that forward here, with their load balancer. */
  private readonly users = new Map<string, string>();
  private turn = 0;
  /** While on, every check fails, whatever the target answers. */
  failing = false;
  /** While off, a target that deregisters is closed at once. */
  draining = true;

  constructor(
    readonly arn: string,
    public settings: TargetGroupSettings,
    private readonly timing: Timing,
  ) {}

  /** A group serves one load balancer; checks start with the first listener or rule that uses it. */
  attach(userArn: string, loadBalancerArn: string): void {
    if ([...this.users.values()].some((other) => other !== loadBalancerArn)) {
      throw new CloudError(
        "TargetGroupAssociationLimit",
        "The following target groups cannot be associated with more than one load balancer: " +
          this.arn,
      );
    }
    const first = this.users.size === 0;
    this.users.set(userArn, loadBalancerArn);
    if (first) for (const target of this.targets.values()) this.startChecks(target);
  }

  detach(userArn: string): void {
    this.users.delete(userArn);
    if (this.inUse) return;
    for (const target of this.targets.values()) clearTimeout(target.timer);
  }

  get inUse(): boolean {
    return this.users.size > 0;
  }

  register(address: TargetAddress): void {
    const old = this.targets.get(targetKey(address));
    old?.close();
    const target = new Target(address, idleTimeoutMs, this.settings.speaks);
    this.targets.set(target.key, target);
    if (this.inUse) this.startChecks(target);
  }

  /**
   * Resolves when the delay is over: the target gets no new requests but may finish those in flight until
   * then. What is still open is closed. ECS waits for all of the delay, since the target's state is
   * `draining` for as long even if nothing is in flight.
   */
  async deregister(address: { id: string; port: number }): Promise<void> {
    const target = this.targets.get(targetKey(address));
    if (!target) return;
    clearTimeout(target.timer);
    target.draining = true;
    const delayMs = this.timing.ms(this.settings.deregistrationDelay);
    if (this.inUse && this.draining) {
      await sleep(delayMs);
      await arrivedIsRead();
    }
    if (this.targets.get(target.key) === target) this.targets.delete(target.key);
    target.close();
  }

  /**
   * The target that the client stays on, or else the next one in turn; if none is healthy, any target will do (fail
   * open).
   */
  pick(held?: string): Target | undefined {
    const serving = [...this.targets.values()].filter((target) => !target.draining);
    const healthy = serving.filter((target) => target.checks.state === "healthy");
    const candidates = healthy.length > 0 ? healthy : serving;
    return candidates.find(({ key }) => key === held) ?? this.nextOf(candidates);
  }

  /** A target that gets only a share of its turns leaves the others to the next one. */
  private nextOf(candidates: readonly Target[]): Target | undefined {
    for (let tries = 0; tries < candidates.length; tries++) {
      this.turn = (this.turn + 1) % candidates.length;
      const target = candidates[this.turn]!;
      target.credit += this.shareOf(target);
      if (target.credit < 1) continue;
      target.credit = 0;
      return target;
    }
    return candidates[this.turn];
  }

  /** Grows from 0 to 1. */
  private shareOf(target: Target): number {
    if (target.slowSinceMs === undefined) return 1;
    const { slowStartSeconds = 0 } = this.settings;
    const share = (Date.now() - target.slowSinceMs) / this.timing.ms(slowStartSeconds);
    if (share >= 1) target.slowSinceMs = undefined;
    return Math.min(share, 1);
  }

  /** A target that joins starts slowly only beside one that is healthy and does not. */
  private startSlowly(target: Target): void {
    const others = [...this.targets.values()].filter(
      (other) => other !== target && !other.draining && other.checks.state === "healthy",
    );
    const { slowStartSeconds = 0 } = this.settings;
    const isSlow = slowStartSeconds > 0 && others.some((other) => this.shareOf(other) === 1);
    target.slowSinceMs = isSlow ? Date.now() : undefined;
  }

  describe(): TargetDescription[] {
    return [...this.targets.values()].map((target) => ({
      target: target.key,
      ...this.describeState(target),
    }));
  }

  close(): void {
    for (const target of this.targets.values()) target.close();
    this.targets.clear();
  }

  private describeState(target: Target): Omit<TargetDescription, "target"> {
    if (target.draining) {
      const reason = "Target.DeregistrationInProgress: Target deregistration is in progress";
      return { state: "draining", reason };
    }
    if (!this.inUse) {
      const reason =
        "Target.NotInUse: Target group is not configured to receive traffic from the load balancer";
      return { state: "unused", reason };
    }
    const { state } = target.checks;
    const { code, description } = target.reason;
    return { state, reason: state === "healthy" ? "" : `${code}: ${description}` };
  }

  private startChecks(target: Target): void {
    target.checks = registered;
    target.reason = {
      code: "Elb.InitialHealthChecking",
      description: "Initial health checks in progress",
    };
    const check = async () => {
      const { healthCheck } = this.settings;
      const timeoutMs = this.timing.checkMs(healthCheck.timeoutSeconds);
      const startedMs = Date.now();
      const outcome = this.failing ? failedAsOrdered : await this.check(target, timeoutMs);
      if (target.draining || !this.targets.has(target.key) || !this.inUse) return;
      const before = target.checks.state;
      target.checks = nextHealth(target.checks, outcome.passed, healthCheck);
      if (target.checks.state === "healthy" && before !== "healthy") this.startSlowly(target);
      if (!outcome.passed && target.checks.state === "unhealthy") {
        target.reason = { code: outcome.reason, description: outcome.description };
      }
      const nextMs = startedMs + this.timing.ms(healthCheck.intervalSeconds) - Date.now();
      target.timer = setTimeout(() => void check(), Math.max(nextMs, 0));
    };
    clearTimeout(target.timer);
    void check();
  }

  private async check({ address }: Target, timeoutMs: number): Promise<CheckOutcome> {
    const { healthCheck, speaks = "http1" } = this.settings;
    const port = healthCheck.port ?? address.port;
    const isOwn = port === address.port;
    const [loadBalancerArn = ""] = this.users.values();
    if (address.admits && !address.admits(loadBalancerArn, port)) return timedOut;
    const localPort = isOwn ? address.localPort : address.otherPorts?.get(port);
    return localPort === undefined
      ? nothingListens
      : checkOnce(healthCheck, localPort, timeoutMs, speaks);
  }
}
