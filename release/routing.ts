import {
  type Color,
  type CurrentRelease,
  otherColor,
  type ReleasedService,
  type ServiceState,
} from "./state";

/** A service's part in the release under way; null when the service is not being released. */
export type Involvement = Pick<CurrentRelease, "phase"> & ReleasedService;

export function involvement(current: CurrentRelease | null, service: string): Involvement | null {
  const part = current?.services[service];
  return current && part ? { phase: current.phase, ...part } : null;
}

/**
 * Which fleet the edge of `edge` forwards the service's production traffic to; null: none, answer 503.
 *
 * While a release is switched, each edge serves its own fleet, so that a client which still holds the
 * old edge's address is answered by the old fleet. A service that is withdrawn has one fleet only, and
 * both edges serve that. At every other time both edges serve the active one.
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

/** Which edge the production record points at; null: no record yet. */
export function productionRecord(service: ServiceState): Color | null {
  return service.activeColor;
}

/** Which edge the test record points at; null: no record. A service that is withdrawn has no candidate. */
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
 * Instances that a fleet on instances has before its tasks, where these start later in this release: one-off
 * tasks need a place, and a start is quicker. 0: as many as there are tasks.
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
