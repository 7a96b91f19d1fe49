import type { RunningShape } from "../release/inventory";
import { type Color, colors, type Fleet, type ReleaseState, serviceState } from "../release/state";
import { calledServices } from "./calls";
import { callersOf, withCallsOf } from "./definition";
import type { Settings } from "./schema";

/** What the last `up` recorded of services. */
export type Shapes = Record<string, Pick<RunningShape, "fleets">>;

/**
 * Whether the fleet's tasks are registered at the private load balancers. ECS replaces all tasks of a fleet for
 * that, so it comes with the fleet's own release and stays until the next one, whoever calls meanwhile. What an
 * older program released says nothing of it; then its registrations do.
 */
export function isRegistered(
  { image, called }: Fleet,
  color: Color,
  shape: Shapes[string] | undefined,
): boolean {
  if (image === null) return false;
  return called ?? shape?.fleets?.[color]?.privateTargetGroupArns !== undefined;
}

/** The colors of a service that are registered. */
export function registeredColors(name: string, release: ReleaseState, shapes: Shapes): Color[] {
  const { fleets } = serviceState(release, name);
  return colors.filter((color) => isRegistered(fleets[color], color, shapes[name]));
}

/** The colors of a service that may run. */
export function runningColors(name: string, release: ReleaseState): Color[] {
  const { fleets } = serviceState(release, name);
  const isReleased = release.current?.services[name] !== undefined;
  return colors.filter(
    (color) => fleets[color].image !== null && (isReleased || fleets[color].size > 0),
  );
}

/** Services that nobody calls, but of which a fleet that may run is registered all the same. */
export function uncalledServices(
  settings: Settings,
  release: ReleaseState,
  shapes: Shapes,
): string[] {
  const called = calledServices(withCallsOf(settings, release));
  return Object.keys(settings.services).filter((name) => {
    if (settings.services[name]!.kind !== "api" || name in called) return false;
    const registered = registeredColors(name, release, shapes);
    return runningColors(name, release).some((color) => registered.includes(color));
  });
}

/** Services in production that are called, by the settings, but were released before anybody called them. */
export function unregisteredServices(
  settings: Settings,
  release: ReleaseState,
  shapes: Shapes,
): string[] {
  return Object.keys(calledServices(settings)).filter((name) => {
    const { activeColor } = serviceState(release, name);
    return activeColor !== null && !registeredColors(name, release, shapes).includes(activeColor);
  });
}

/**
 * Whether a new fleet of the service has to be registered: somebody calls it, or would again after a rollback.
 */
export function isCalled(name: string, settings: Settings, release: ReleaseState): boolean {
  if (settings.services[name]?.kind !== "api") return false;
  const previous = Object.values(release.services).flatMap(
    (one) => (one.previous?.settings?.["calls"] ?? []) as string[],
  );
  return (
    name in calledServices(settings) ||
    callersOf(name, release).length > 0 ||
    previous.includes(name)
  );
}
