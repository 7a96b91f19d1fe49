import { setTimeout as sleep } from "node:timers/promises";
import { CloudError } from "../errors";
import type { Timing } from "../timing";
import {
  checkOnce,
  failedAsOrdered,
  type HealthCheckSettings,
  nextHealth,
  registered,
} from "./healthCheck";
import { Target, type TargetAddress, targetKey } from "./target";

export interface TargetGroupSettings {
  healthCheck: HealthCheckSettings;
  /** Deregistration delay in seconds. */
  deregistrationDelay: number;
}

export interface TargetDescription {
  target: string;
  state: "initial" | "healthy" | "unhealthy" | "unused" | "draining";
  /** Code and description; empty if healthy. */
  reason: string;
}

/** Processes don't get faster with the time scale, so a check's timeout is never scaled below this. */
const shortestTimeoutMs = 1000;

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
    const target = new Target(address, idleTimeoutMs);
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
    if (this.inUse && this.draining) await sleep(delayMs);
    if (this.targets.get(target.key) === target) this.targets.delete(target.key);
    target.close();
  }

  /** The next target in turn; if none is healthy, any target will do (fail open). */
  pick(): Target | undefined {
    const serving = [...this.targets.values()].filter((target) => !target.draining);
    const healthy = serving.filter((target) => target.checks.state === "healthy");
    const candidates = healthy.length > 0 ? healthy : serving;
    this.turn = (this.turn + 1) % Math.max(candidates.length, 1);
    return candidates[this.turn];
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
      const timeoutMs = Math.max(this.timing.ms(healthCheck.timeoutSeconds), shortestTimeoutMs);
      const startedMs = Date.now();
      const outcome = this.failing
        ? failedAsOrdered
        : await checkOnce(healthCheck, target.address.localPort, timeoutMs);
      if (target.draining || !this.targets.has(target.key) || !this.inUse) return;
      target.checks = nextHealth(target.checks, outcome.passed, healthCheck);
      if (!outcome.passed && target.checks.state === "unhealthy") {
        target.reason = { code: outcome.reason, description: outcome.description };
      }
      const nextMs = startedMs + this.timing.ms(healthCheck.intervalSeconds) - Date.now();
      target.timer = setTimeout(() => void check(), Math.max(nextMs, 0));
    };
    clearTimeout(target.timer);
    void check();
  }
}
