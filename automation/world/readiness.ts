import { describeOrigin } from "../../release/origin";
import type { RecordPlace } from "../../release/routing";
import { counted } from "../../config/plural";
import { type Color, colors } from "../../release/state";
import { answerLeads, type NameLook } from "./nameLook";
import { edgeTitle } from "./edges";
import type { AuthoritativeAnswer, FleetHealth, Side, TargetHealth } from "./ports";

/** What a fleet has to be before it may serve: every task on the digest, every target healthy. */
export interface ExpectedFleet {
  digest: string;
  size: number;
  /** Task definition that the PRIMARY deployment must have; null if unknown. */
  taskDefinitionArn: string | null;
  /** Other services call it, so it must be healthy at the private load balancers too. */
  called?: boolean;
  /** It is behind the private load balancers alone. */
  inside?: boolean;
  /** It is behind no load balancer, so there are no health checks to ask. */
  worker?: boolean;
}

type Sided = { [key in "called" | "inside" | "worker"]?: boolean | undefined };

/** Why the fleet may not serve yet, in the words of AWS; empty if it may. */
export function fleetProblems(health: FleetHealth | null, expected: ExpectedFleet): string[] {
  if (!health) return ["the ECS service does not exist"];
  const problems: string[] = [];
  const { running, pending, rollout } = health;
  if (running.length < expected.size) {
    problems.push(`${running.length} of ${expected.size} tasks are running, ${pending} pending`);
  }
  // Tasks that ECS has given up on may still be stopping, and count as running until then.
  if (running.length < expected.size || rollout.state === "FAILED") {
    problems.push(
      ...health.stopped.slice(0, 3).map((task) => `task ${task.taskId} stopped: ${task.reason}`),
    );
    const isShort = running.length < expected.size;
    const telling = tellingEvents(health.events);
    const events = telling.length > 0 || !isShort ? telling : health.events.slice(0, 1);
    problems.push(...events.map((event) => `ECS says: ${event}`));
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

/**
 * The newest events that say why tasks failed, two with different reasons at most: one task may fail before
 * anything listens, the next one by its answers.
 */
function tellingEvents(events: readonly string[]): string[] {
  const telling = events.filter((event) => /is unhealthy|unable to/.test(event));
  const reasons = telling.map((event) => /\(reason (.*)\)/.exec(event)?.[1] ?? event);
  return telling.filter((_, index) => reasons.indexOf(reasons[index]!) === index).slice(0, 2);
}

function sidesOf({ called, inside, worker }: Sided): Side[] {
  if (worker) return [];
  if (inside) return ["private"];
  return called ? ["public", "private"] : ["public"];
}

/** Whether waiting is pointless: ECS has given up on the deployment. */
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
  const { length: healthy } = targets.filter(({ state }) => state === "healthy");
  // ECS balances zones by starting a task in one before it stops another: the extra one is in its
  // first checks.
  const isExtra = (state: string) => state === "initial" && healthy >= size;
  const unhealthy = targets.filter(({ state }) => state !== "healthy" && !isExtra(state));
  const problems = unhealthy.map(targetProblem);
  if (targets.length < size) {
    problems.push(`${targets.length} of ${size} targets are registered at the ${title}`);
  }
  return problems;
}

/** Targets that have failed their health checks, as `fleetProblems` names them. */
export function unhealthyTargets(health: FleetHealth | null): string[] {
  return (health?.targets ?? []).filter(({ state }) => state === "unhealthy").map(targetProblem);
}

function targetProblem({ target, state, edge, side, reason }: TargetHealth): string {
  return `target ${target} is ${state} at the ${edgeTitle(edge, side)}: ${reason}`;
}

function targetsAt({ targets }: FleetHealth, edge: Color, side: Side): TargetHealth[] {
  return targets.filter((one) => one.edge === edge && (one.side ?? "public") === side);
}

/** How many of the fleet's targets are healthy at an edge: on the worse side if it has two. */
export function healthyTargets(
  health: FleetHealth | null,
  edge: Color,
  { inside }: Pick<ExpectedFleet, "inside"> = {},
): number {
  if (!health) return 0;
  const called = health.targets.some(({ side }) => side === "private");
  const sides = sidesOf({ called, inside });
  const healthy = sides.map(
    (side) => targetsAt(health, edge, side).filter(({ state }) => state === "healthy").length,
  );
  return Math.min(...healthy);
}

/** How many of the fleet's tasks serve: those healthy at the edge, or a worker's tasks on the expected digest. */
export function servingTasks(
  health: FleetHealth | null,
  edge: Color,
  { worker, inside, digest }: Pick<ExpectedFleet, "worker" | "inside" | "digest">,
): number {
  if (!worker) return healthyTargets(health, edge, { inside });
  return (health?.running ?? []).filter((task) => task.digest === null || task.digest === digest)
    .length;
}

/** Why a name does not lead to the edge at every server yet; empty once it does. */
export function answerProblems(
  name: string,
  answers: AuthoritativeAnswer[],
  place: RecordPlace,
  look: Omit<NameLook, "answers">,
  side: Side = "public",
): string[] {
  if (answers.length === 0) return [`no authoritative server is known for ${name}`];
  const expected =
    place === "origin"
      ? `its origin is ${look.origin ? describeOrigin(look.origin) : "not recorded"}`
      : `the ${edgeTitle(place, side)} has ${look.edges[place].join(", ") || "no address"}`;
  return answers.flatMap((answer) => {
    const { server, addresses, cname, error } = answer;
    if (error) return [`${server} does not answer for ${name}: ${error}`];
    if (answerLeads(answer, look) === place) return [];
    const what = cname ?? (addresses.join(", ") || "nothing");
    return [`${server} answers ${what} for ${name}, ${expected}`];
  });
}

/** Why the fleet has not stopped yet; empty once no task is left. */
export function stoppedProblems(health: FleetHealth | null): string[] {
  if (!health) return [];
  const { desired, running, pending } = health;
  if (desired === 0 && running.length === 0 && pending === 0) return [];
  return [`${counted(running.length, "task")} running, ${pending} pending, ${desired} desired`];
}
