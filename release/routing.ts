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

/** A fleet that gets this percent of the production requests at a load balancer. */
export interface Target {
  fleet: Color;
  percent: number;
}

/**
 * The fleets to which the load balancer `edge` forwards the service's production traffic, which is one except
 * in a canary; none: it answers 503.
 *
 * In a canary both load balancers forward the same share to the candidate, as the names have not moved; after one
 * both forward everything to it.
 *
 * Otherwise, while a release is switched, each load balancer serves its own fleet, so that a client which still
 * uses the old address is answered by the old fleet. A service that is being decommissioned has only one
 * fleet, and both load balancers serve that. At all other times both serve the active one.
 *
 * While an adopted name is served by its origin, both serve the candidate as soon as it runs: an interrupted switch
 * may have moved the name, or the way back just has, and those clients have no old fleet here.
 */
export function productionTargets(
  edge: Color,
  { activeColor, origin }: Pick<ServiceState, "activeColor" | "origin">,
  release: Involvement | null,
  runs: (color: Color) => boolean,
): Target[] {
  const share = release?.share ?? 0;
  if (release?.phase === "switched") {
    const first = share > 0 ? release.candidate : edge;
    return all([first, otherColor(first)].find(runs) ?? null);
  }
  if (release && activeColor === null && origin) {
    return all(runs(release.candidate) ? release.candidate : null);
  }
  if (release?.phase !== "canary" || share === 0) return all(activeColor);
  if (share === 100) return all(release.candidate);
  const old = otherColor(release.candidate);
  return [
    { fleet: release.candidate, percent: share },
    { fleet: old, percent: 100 - share },
  ];
}

function all(fleet: Color | null): Target[] {
  return fleet === null ? [] : [{ fleet, percent: 100 }];
}

/** Where a production record leads: to a load balancer, or to where its name was served before it was adopted. */
export type RecordPlace = Color | "origin";

/** The load balancer that the production record points to; null: no record yet, or one that leads to its origin. */
export function productionRecord(service: ServiceState): Color | null {
  return service.activeColor;
}

/** Where the record of this production name leads; null: it has none. */
export function recordPlace(service: ServiceState, name: string): RecordPlace | null {
  return productionRecord(service) ?? (service.origin?.[name] ? "origin" : null);
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
    case "canary":
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
    case "canary":
    case "returning":
      return release.candidate;
  }
}
