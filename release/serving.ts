import { type Involvement, involvement } from "./routing";
import { type Color, otherColor, type ReleaseState, runningIn, type ServiceState } from "./state";

/** What of a service serves, and so must be neither replaced nor deleted by any `up` or `destroy`. */
export interface Serving {
  /** Everything that a client's request passes, in both colors: the idle one is the way back. */
  service: boolean;
  /** The record of its production name. */
  record: boolean;
}

/**
 * A service serves from the switch of its first release until its clients have drained and its last fleet has
 * stopped.
 *
 * @param release null: the service is not being released
 * @param leaves the release takes it out of production
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
 * Whether an ECS service must stay. That of a candidate is new to its color in the first release of that: until
 * the switch, an `up` that was not recorded has to be undone, and takes it away again.
 */
export function ecsServiceStays(
  { service }: Serving,
  color: Color,
  release: Involvement | null,
): boolean {
  const isTried = release?.phase === "defined" || release?.phase === "staged";
  return service && !(isTried && release.candidate === color);
}

/** The next `up` may delete the record: on the way out of production, or on the way back to none. */
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
