import { type Color, colors } from "../../release/state";
import { edgeTitle } from "./edges";
import type { AuthoritativeAnswer, FleetHealth, Side, TargetHealth } from "./ports";

/** What a fleet must be before it may serve: each task on the digest, each target healthy. */
export interface ExpectedFleet {
  digest: string;
  size: number;
  /** Definition that the PRIMARY deployment must have; null when that is not known. */
  taskDefinitionArn: string | null;
  /** Whether other services call it, so that it must be healthy at the private load balancers too. */
  called?: boolean;
  /** Nothing leads to it, so that no load balancer tells how it is. */
  worker?: boolean;
}

/** Why the fleet may not serve yet, in the world's words; empty when it may. */
export function fleetProblems(health: FleetHealth | null, expected: ExpectedFleet): string[] {
  if (!health) return ["the ECS service does not exist"];
  const problems: string[] = [];
  const { running, pending, rollout } = health;
  if (running.length < expected.size) {
    problems.push(`${running.length} of ${expected.size} tasks run, ${pending} pending`);
  }
  // Tasks that ECS has given up on may still be stopping, and then count as running.
  if (running.length < expected.size || rollout.state === "FAILED") {
    problems.push(
      ...health.stopped.slice(0, 3).map((task) => `task ${task.taskId} stopped: ${task.reason}`),
    );
    const isShort = running.length < expected.size;
    const event = tellingEvent(health.events) ?? (isShort ? health.events[0] : undefined);
    if (event) problems.push(`ECS says: ${event}`);
  }
  for (const { taskId, digest } of running) {
    if (digest !== expected.digest) {
      problems.push(
        `task ${taskId} runs ${digest ?? "an unknown digest"}, expected ${expected.digest}`,
      );
    }
  }
  for (const side of sidesOf(expected)) {
    problems.push(...colors.flatMap((edge) => targetProblems(health, edge, side, expected.size)));
  }
  if (wasReplaced(health, expected)) {
    problems.push(`ECS runs ${rollout.taskDefinitionArn}, expected ${expected.taskDefinitionArn}`);
  } else if (rollout.state !== "COMPLETED") {
    problems.push(`the deployment is ${rollout.state}${rollout.reason && `: ${rollout.reason}`}`);
  }
  return problems;
}

/** Of the newest events the one that says why a task is no good; undefined when none does. */
function tellingEvent(events: readonly string[]): string | undefined {
  return events.find((event) => /is unhealthy|unable to/.test(event));
}

function sidesOf({ called, worker }: ExpectedFleet): Side[] {
  if (worker) return [];
  return called ? ["public", "private"] : ["public"];
}

/** A deployment that ECS has given up on does not get better by waiting. */
export function isHopeless(health: FleetHealth | null, expected: ExpectedFleet): boolean {
  return health !== null && (health.rollout.state === "FAILED" || wasReplaced(health, expected));
}

// A circuit breaker that rolls back makes the old definition PRIMARY and calls that a success.
function wasReplaced({ rollout }: FleetHealth, { taskDefinitionArn }: ExpectedFleet): boolean {
  return taskDefinitionArn !== null && rollout.taskDefinitionArn !== taskDefinitionArn;
}

function targetProblems(health: FleetHealth, edge: Color, side: Side, size: number): string[] {
  const title = edgeTitle(edge, side);
  const targets = targetsAt(health, edge, side).filter(({ state }) => state !== "draining");
  const unhealthy = targets.filter(({ state }) => state !== "healthy");
  const problems = unhealthy.map(
    ({ target, state, reason }) => `target ${target} is ${state} at the ${title}: ${reason}`,
  );
  if (targets.length < size) {
    problems.push(`${targets.length} of ${size} targets are registered at the ${title}`);
  }
  return problems;
}

function targetsAt({ targets }: FleetHealth, edge: Color, side: Side): TargetHealth[] {
  return targets.filter((one) => one.edge === edge && (one.side ?? "public") === side);
}

/** How many targets of the fleet an edge sees healthy: on its worse side, when it has two. */
export function healthyTargets(health: FleetHealth | null, edge: Color): number {
  if (!health) return 0;
  const isCalled = health.targets.some(({ side }) => side === "private");
  const sides: Side[] = isCalled ? ["public", "private"] : ["public"];
  const healthy = sides.map(
    (side) => targetsAt(health, edge, side).filter(({ state }) => state === "healthy").length,
  );
  return Math.min(...healthy);
}

/** How many of the fleet's tasks serve: healthy at the edge, or of a worker those that run its digest. */
export function servingTasks(
  health: FleetHealth | null,
  edge: Color,
  { worker, digest }: Pick<ExpectedFleet, "worker" | "digest">,
): number {
  if (!worker) return healthyTargets(health, edge);
  return (health?.running ?? []).filter((task) => task.digest === null || task.digest === digest)
    .length;
}

/** Why a name does not lead everywhere to the edge yet; empty when every server answers it. */
export function answerProblems(
  name: string,
  answers: AuthoritativeAnswer[],
  edge: Color,
  edgeAddresses: string[],
  side: Side = "public",
): string[] {
  if (answers.length === 0) return [`no authoritative server is known for ${name}`];
  return answers.flatMap(({ server, addresses, error }) => {
    if (error) return [`${server} does not answer for ${name}: ${error}`];
    const right = addresses.length > 0 && addresses.every((one) => edgeAddresses.includes(one));
    if (right) return [];
    return [
      `${server} answers ${addresses.join(", ") || "nothing"} for ${name}, ` +
        `the ${edgeTitle(edge, side)} is ${edgeAddresses.join(", ") || "without address"}`,
    ];
  });
}

/** Why the fleet has not stopped yet; empty once nothing of it runs. */
export function stoppedProblems(health: FleetHealth | null): string[] {
  if (!health) return [];
  const { desired, running, pending } = health;
  if (desired === 0 && running.length === 0 && pending === 0) return [];
  return [`${running.length} tasks run, ${pending} pending, ${desired} desired`];
}
