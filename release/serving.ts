import { type Involvement, involvement } from "./routing";
import { type Color, otherColor, type ReleaseState, runningIn, type ServiceState } from "./state";

/** The parts of a service that serve, which no `up` or `destroy` may replace or delete. */
export interface Serving {
  /**
   * Everything on the path of a client's request, in both colors: a rollback needs the idle one.
   */
  service: boolean;
  /** The record of its production name. */
  record: boolean;
}

/**
 * A service serves from the switch of its first release until its clients have drained and its
 * last fleet has stopped.
 *
 * @param release null: the service is not being released
 * @param leaves the release decommissions the service
 */
export function servingOf(
  service: ServiceState,
  release: Involvement | null,
  leaves: boolean,
): Serving {
  const moving = release?.phase === "switched" || release?.phase === "returning";
  const serves = service.activeColor !== null || moving;
  return { service: serves, record: serves && !mayGo(service, release, leaves) };
}

/**
 * Whether an ECS service must stay. In the first release of a color, the candidate's is new:
 * until the switch, undoing an unrecorded `up` deletes it again.
 */
export function ecsServiceStays(
  { service }: Serving,
  color: Color,
  release: Involvement | null,
): boolean {
  const isTried = release?.phase === "defined" || release?.phase === "staged";
  return service && !(isTried && release.candidate === color);
}

/**
 * The next `up` may delete the record: the service is being decommissioned, or its first release
 * rolled back.
 */
function mayGo(service: ServiceState, release: Involvement | null, leaves: boolean): boolean {
  if (service.activeColor === null) return true;
  if (leaves && release?.phase === "staged") return true;
  const old = release && otherColor(release.candidate);
  return release?.phase === "switched" && old !== null && !runningIn(service)(old);
}

/** The services that serve; what they share serves as long as there is one. */
export function servingServices({ services, current }: ReleaseState): string[] {
  return Object.keys(services)
    .filter((name) => servingOf(services[name]!, involvement(current, name), false).service)
    .sort();
}
