import type { CurrentRelease } from "../../release/state";
import { define, type ReleaseRequest, stage as staged, start } from "../../release/transitions";
import type { FleetHealth } from "../world/ports";
import {
  type ApiPart,
  apisOf,
  type Environment,
  environmentOf,
  namePointsAt,
  observeFleet,
  partsOf,
} from "../world/environment";
import { fleetProblems, isHopeless } from "../world/readiness";
import { applyUp, type Run, step } from "./run";
import { steadyMs, waitUntil } from "./waitUntil";

/** The `up` of steps 1-3, without its waits. */
export async function applyStage(
  run: Run,
  environment: Environment,
  request: ReleaseRequest,
): Promise<Environment> {
  const deployed = await applyUp(run, staged(environment.release, request), {
    verb: "stage",
    id: request.id,
  });
  return environmentOf(run.ports.stack.name, deployed);
}

/** The `up` before a hook that runs on the new image: it is defined, and nothing of it runs. */
export async function applyDefine(
  run: Run,
  environment: Environment,
  request: ReleaseRequest,
): Promise<Environment> {
  const wanted = define(environment.release, request);
  const deployed = await applyUp(run, wanted, { verb: "define", id: request.id });
  return environmentOf(run.ports.stack.name, deployed);
}

/** The `up` of steps 1-3 for candidates that are defined. */
export async function applyStart(run: Run, environment: Environment): Promise<Environment> {
  const wanted = start(environment.release);
  const deployed = await applyUp(run, wanted, { verb: "stage", id: wanted.current!.id });
  return environmentOf(run.ports.stack.name, deployed);
}

/**
 * Steps 1-3 have happened when this returns: the candidates run, are healthy, and have their test names.
 * Of a worker nothing runs yet, as it would consume.
 */
export async function settleStage(
  run: Run,
  current: CurrentRelease,
  applyFirst: () => Promise<Environment>,
): Promise<Environment> {
  const { ports } = run;
  const after = await step(run, "1", firstStep(current), async () => {
    const applied = await applyFirst();
    for (const part of apisOf(partsOf(ports, applied, current))) {
      await untilRunning(run, applied, part);
    }
    return applied;
  });
  const parts = apisOf(partsOf(ports, after, current));
  if (parts.length === 0) return after;
  const digests = parts
    .map(({ name, fleet }) => `${fleet.digest.slice(0, 19)} to ${name}`)
    .join(", ");
  await step(run, "2", `deploy ${digests}`, async () => {
    for (const part of parts) await untilHealthy(run, after, part);
  });
  await step(
    run,
    "3",
    `point ${parts.map((part) => part.testName).join(", ")} at the candidate`,
    async () => {
      for (const part of parts) await untilTestNameAnswers(run, after, part);
    },
  );
  return after;
}

function firstStep({ services }: CurrentRelease): string {
  const all = Object.entries(services);
  const fleets = (of: typeof all) => of.map(([name, { candidate }]) => `${name} ${candidate}`);
  const started = fleets(all.filter(([, { worker }]) => !worker)).join(", ");
  const defined = fleets(all.filter(([, { worker }]) => worker)).join(", ");
  return [started && `start ${started}`, defined && `define ${defined}`].filter(Boolean).join(", ");
}

/** Why the candidate is not what is to be tested or switched to; empty when it is. */
export async function candidateProblems(
  run: Run,
  environment: Environment,
  part: ApiPart,
): Promise<string[]> {
  const [health, name] = await Promise.all([
    observeFleet(run.ports, environment, part.name, part.candidate),
    namePointsAt(run.ports, environment, part.testName, part.candidate),
  ]);
  return [...fleetProblems(health, part.fleet), ...name.problems];
}

function untilRunning(run: Run, environment: Environment, part: ApiPart): Promise<void> {
  return untilFleet(run, environment, part, "runs", (health) =>
    health && health.running.length >= part.fleet.size
      ? []
      : fleetProblems(health, part.fleet).slice(0, 5),
  );
}

function untilHealthy(run: Run, environment: Environment, part: ApiPart): Promise<void> {
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
  return waitUntil(run.ports, {
    what: `${part.name} ${part.candidate} ${state}`,
    deadlineMs: steadyMs(clock) + part.settings.startSeconds * 1000,
    hopeless: () => isHopeless(last, part.fleet),
    probe: async () => {
      last = await observeFleet(run.ports, environment, part.name, part.candidate);
      return problems(last);
    },
  });
}

function untilTestNameAnswers(run: Run, environment: Environment, part: ApiPart): Promise<void> {
  return waitUntil(run.ports, {
    what: `${part.testName} answers the ${part.candidate} edge at every authoritative server`,
    deadlineMs: steadyMs(run.ports.clock) + run.ports.stack.settings.dnsSeconds * 1000,
    probe: async () =>
      (await namePointsAt(run.ports, environment, part.testName, part.candidate)).problems,
  });
}
