import { type Color, type CurrentRelease, otherColor, type ServiceState } from "./state";

/** A service's part in the release under way; null when the service is not being released. */
export type Involvement = Pick<CurrentRelease, "phase"> & { candidate: Color };

export function involvement(current: CurrentRelease | null, service: string): Involvement | null {
  const part = current?.services[service];
  return current && part ? { phase: current.phase, candidate: part.candidate } : null;
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
  return release && runs(release.candidate) ? release.candidate : null;
}

/** The fleet that stops when the release ends. */
export function retiringColor(release: Involvement): Color {
  switch (release.phase) {
    case "switched":
      return otherColor(release.candidate);
    case "staged":
    case "returning":
      return release.candidate;
  }
}
