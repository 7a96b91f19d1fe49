import {
  type Color,
  type CurrentRelease,
  otherColor,
  type ReleasedService,
  type ServiceState,
} from "./state";

/** A service's part in the current release; null if the service is not being released. */
export type Involvement = Pick<CurrentRelease, "phase"> & ReleasedService;

export function involvement(current: CurrentRelease | null, service: string): Involvement | null {
  const part = current?.services[service];
  return current && part ? { phase: current.phase, ...part } : null;
}

/**
 * The fleet to which the load balancer `edge` forwards the service's production traffic; null: none, it
 * answers 503.
 *
 * While a release is switched, each load balancer serves its own fleet, so that a client which still
 * uses the old address is answered by the old fleet. A service that is being decommissioned has only one
 * fleet, and both load balancers serve that. At all other times both serve the active one.
 */
export function productionTarget(
  edge: Color,
  activeColor: Color | null,
  release: Involvement | null,
  runs: (color: Color) => boolean,
): Color | null {
  if (release?.phase !== "switched") return activeColor;
  return [edge, otherColor(edge)].find(runs) ?? null;
}

/** The load balancer that the production record points to; null: no record yet. */
export function productionRecord(service: ServiceState): Color | null {
  return service.activeColor;
}

/**
 * The load balancer that the test record points to; null: no record. A service that is being
 * decommissioned has no candidate.
 */
export function testRecord(
  release: Involvement | null,
  runs: (color: Color) => boolean,
): Color | null {
  switch (release?.phase) {
    case undefined:
    case "defined":
    case "retired":
      return null;
    case "staged":
    case "switched":
    case "returning":
      return runs(release.candidate) ? release.candidate : null;
  }
}

/**
 * Number of instances that a fleet gets before its tasks, if these start later in this release: one-off
 * tasks need room, and tasks start faster. 0: as many as there are tasks.
 */
export function instancesAhead(color: Color, size: number, release: Involvement | null): number {
  if (!release?.sizes || release.phase === "retired") return 0;
  return release.sizes[color] > size ? release.sizes[color] : 0;
}

/** The fleet that stops when the release ends. */
export function retiringColor(release: Involvement): Color {
  switch (release.phase) {
    case "switched":
    case "retired":
      return otherColor(release.candidate);
    case "defined":
    case "staged":
    case "returning":
      return release.candidate;
  }
}
