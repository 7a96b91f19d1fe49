import { canarySteps } from "../../course/canaried";
import { colors } from "../../../release/state";
import { StepFailed } from "../../world/errors";
import {
  type ApiPart,
  apisOf,
  type Environment,
  observeFleet,
  partsOf,
} from "../../world/environment";
import { fleetProblems, healthyTargets } from "../../world/readiness";
import type { Progress } from "../progress";
import type { Run } from "../run";
import { lastingProblems, shortWaitSeconds, steadyMs } from "../waitUntil";
import { conclude } from "./conclude";
import { watchedOf } from "./watch";

/** Before an `up` forwards a share: an interrupted one may have begun to stop the candidate. */
export async function beforeShare(run: Run, progress: Progress): Promise<void> {
  const { release } = progress.environment;
  const steps = canarySteps(run.ports.stack.settings, release);
  const isLeftOut = Object.keys(steps).length === 0 && release.current?.phase !== "canary";
  if (isLeftOut) return;
  try {
    await requireWellCandidates(run, progress);
  } catch (error) {
    // Between two rounds.
    if (error instanceof StepFailed) {
      conclude(run, progress, watchedOf(run, progress.environment), error);
    }
    throw error;
  }
}

/**
 * Throws StepFailed when a candidate can't serve a share of production: fewer than half of its targets are healthy
 * at a load balancer, and not only for a moment, or ECS is stopping some.
 */
export async function requireWellCandidates(run: Run, { environment }: Progress): Promise<void> {
  const { current } = environment.release;
  if (!current) return;
  for (const part of apisOf(partsOf(run.ports, environment, current))) {
    await requireWellCandidate(run, environment, part);
  }
}

async function requireWellCandidate(
  run: Run,
  environment: Environment,
  { name, candidate, fleet }: ApiPart,
): Promise<void> {
  let wasToldToStop = false;
  const reasons = await lastingProblems(run.ports, {
    what: `the candidate of ${name} is healthy`,
    deadlineMs: steadyMs(run.ports.clock) + shortWaitSeconds * 1000,
    hopeless: () => wasToldToStop,
    probe: async () => {
      const health = await observeFleet(run.ports, environment, name, candidate);
      const healthy = Math.min(...colors.map((edge) => healthyTargets(health, edge, fleet)));
      wasToldToStop = (health?.desired ?? 0) < fleet.size;
      if (healthy * 2 >= fleet.size && !wasToldToStop) return [];
      return [`${healthy} of ${fleet.size} targets are healthy`, ...fleetProblems(health, fleet)];
    },
  });
  if (reasons.length === 0) return;
  throw new StepFailed(`the candidate of ${name} became unhealthy during the canary`, reasons);
}
