import type { FleetHealth } from "../world/ports";
import { type ApiPart, type Environment, namePointsAt, observeFleet } from "../world/environment";
import { edgeTitle } from "../world/edges";
import { StepFailed } from "../world/errors";
import { fleetProblems, isHopeless, unhealthyTargets } from "../world/readiness";
import type { Run } from "./run";
import { steadyMs, untilNamed, waitUntil } from "./waitUntil";

/** Why the candidate can't be tested or switched to; empty when it can. */
export async function candidateProblems(
  run: Run,
  environment: Environment,
  part: ApiPart,
): Promise<string[]> {
  const [health, name] = await Promise.all([
    observeFleet(run.ports, environment, part.name, part.candidate),
    namePointsAt(run.ports, environment, part.testName, part.candidate, part.side),
  ]);
  return [...fleetProblems(health, part.fleet), ...name.problems];
}

export function untilRunning(run: Run, environment: Environment, part: ApiPart): Promise<void> {
  return untilFleet(run, environment, part, "runs", (health) =>
    health && health.running.length >= part.fleet.size
      ? []
      : fleetProblems(health, part.fleet).slice(0, 5),
  );
}

export function untilHealthy(run: Run, environment: Environment, part: ApiPart): Promise<void> {
  return untilFleet(run, environment, part, "is healthy on the new digest", (health) =>
    fleetProblems(health, part.fleet),
  );
}

function untilFleet(
  run: Run,
  environment: Environment,
  part: ApiPart,
  state: string,
  problems: (health: FleetHealth | null) => string[],
): Promise<void> {
  const { clock } = run.ports;
  let last: FleetHealth | null = null;
  let unhealthy: string[] = [];
  return waitUntil(run.ports, {
    what: `${part.name} ${part.candidate} ${state}`,
    deadlineMs: steadyMs(clock) + part.settings.startSeconds * 1000,
    hopeless: () => isHopeless(last, part.fleet),
    probe: async () => {
      last = await observeFleet(run.ports, environment, part.name, part.candidate);
      const found = unhealthyTargets(last);
      if (found.length > 0) unhealthy = found;
      return problems(last);
    },
  }).catch((error: unknown) => {
    if (!(error instanceof StepFailed)) throw error;
    // ECS may just have replaced the tasks that say why, by others in their first health checks.
    const earlier = unhealthy.filter((reason) => !error.reasons.includes(reason));
    const told = earlier.slice(0, 2).map((reason) => `earlier: ${reason}`);
    throw new StepFailed(error.what, [...error.reasons, ...told], { cause: error });
  });
}

export async function untilTestNameAnswers(
  run: Run,
  environment: Environment,
  part: ApiPart,
): Promise<void> {
  const title = edgeTitle(part.candidate, part.side);
  const what = `${part.testName} answers the ${title} at every authoritative server`;
  const unseen = await untilNamed(run.ports, { what }, () =>
    namePointsAt(run.ports, environment, part.testName, part.candidate, part.side),
  );
  unseen.forEach((line) => run.ports.reporter.warn(line));
}
