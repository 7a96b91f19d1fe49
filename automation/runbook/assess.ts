import { boundsOf, scaledSize } from "../../config/size";
import { serviceState } from "../../release/state";
import { refused } from "../world/errors";
import {
  type Environment,
  expectedFleet,
  namesPointAt,
  observeFleet,
  serviceSettings,
} from "../world/environment";
import { fleetProblems } from "../world/readiness";
import type { Run } from "./run";

/** What production of one service looks like before a release. */
export interface Production {
  /** Tasks that run on the active fleet now, or should: whichever is more. */
  tasks: number;
  /** Where the world differs from the record; empty when production is as recorded. */
  problems: string[];
}

/** Compares production of a service with the record: DNS answers, digest, health. */
export async function assess(
  { ports }: Run,
  environment: Environment,
  service: string,
): Promise<Production> {
  const { activeColor } = serviceState(environment.release, service);
  if (!activeColor) return { tasks: 0, problems: [] };
  const [health, names] = await Promise.all([
    observeFleet(ports, environment, service, activeColor),
    namesPointAt(ports, environment, service, activeColor),
  ]);
  const recorded = expectedFleet(environment, service, activeColor);
  const settings = serviceSettings(ports.stack.settings.services, service);
  // Where AWS keeps the count, it may have taken tasks away since the last release.
  const size = scaledSize(settings.size)
    ? Math.min(recorded.size, boundsOf(settings.size).min)
    : recorded.size;
  const problems = [...fleetProblems(health, { ...recorded, size }), ...names.problems];
  return { tasks: Math.max(health?.running.length ?? 0, health?.desired ?? 0), problems };
}

/** Refuses to release over a production that is not as recorded, unless told that it is down. */
export function requireHealthy(run: Run, service: string, found: Production, force: boolean): void {
  if (found.problems.length === 0) return;
  if (!force) {
    throw refused(
      `production of ${service} is not as recorded, so a release could not tell its own harm`,
      "mend production first; if it is down and this release is the fix, add --force-from-broken",
      found.problems,
    );
  }
  for (const problem of found.problems) run.ports.reporter.warn(`${service} is broken: ${problem}`);
  run.ports.reporter.warn("releasing from a broken production, as --force-from-broken says");
}
