import { isDeepStrictEqual } from "node:util";
import type { RunningShape } from "../release/inventory";
import { type Fleet, type ReleaseState, type ServiceState } from "../release/state";
import type { Settings } from "./schema";

/**
 * The state with the serving fleet of each of these services at the fixed number of tasks that the settings
 * ask for: unlike a fleet's other settings, a `size` takes effect with any `up`. A service that is being
 * released keeps its sizes, and within bounds the autoscaler decides.
 */
export function withFixedSizes(
  state: ReleaseState,
  settings: Pick<Settings, "services">,
  names: readonly string[],
): ReleaseState {
  const services = { ...state.services };
  for (const name of names) {
    const change = sizeAtOnce(state, settings, name);
    if (change && !state.current?.services[name])
      services[name] = resized(services[name]!, change.to);
  }
  return { ...state, services };
}

/**
 * The same for one `up`. A plain `up` that changes a size counts as a revision: a deployer that has read the
 * state before it would otherwise set the size back.
 */
export function sizedByUp(
  state: ReleaseState,
  settings: Pick<Settings, "services">,
  names: readonly string[],
  deployed: Pick<ReleaseState, "revision"> | undefined,
): ReleaseState {
  const sized = withFixedSizes(state, settings, names);
  const changes = names.some((name) => sized.services[name] !== state.services[name]);
  const isPlain = state.revision === (deployed?.revision ?? 0);
  return changes && isPlain ? { ...sized, revision: sized.revision + 1 } : sized;
}

/** How an `up` changes the number of tasks that serve; null: it does not. */
export function sizeAtOnce(
  release: Pick<ReleaseState, "services">,
  { services }: Pick<Settings, "services">,
  name: string,
): { from: number; to: number } | null {
  const to = services[name]?.size;
  const from = servingFleet(release.services[name])?.size;
  return typeof to === "number" && from && from !== to ? { from, to } : null;
}

/** What the next `up` changes at once in how many tasks serve, by service: a fixed number, or bounds. */
export function pendingSizes(
  release: Pick<ReleaseState, "services">,
  settings: Pick<Settings, "services">,
  shapes: Record<string, Pick<RunningShape, "scaled" | "size">>,
): Record<string, { from: unknown; to: unknown }> {
  const changes = Object.entries(settings.services).flatMap(([name, { size: to }]) => {
    const fixed = sizeAtOnce(release, settings, name);
    if (fixed) return [[name, fixed] as const];
    const serving = servingFleet(release.services[name])?.size;
    const { scaled, size } = shapes[name] ?? {};
    const from = scaled ? size : serving;
    const isOfBounds = typeof from === "object" || typeof to === "object";
    if (!serving || from === undefined || !isOfBounds) return [];
    return isDeepStrictEqual(from, to) ? [] : [[name, { from, to }] as const];
  });
  return Object.fromEntries(changes);
}

function resized(service: ServiceState, size: number): ServiceState {
  const color = service.activeColor!;
  return {
    ...service,
    fleets: { ...service.fleets, [color]: { ...service.fleets[color], size } },
  };
}

function servingFleet(service: ServiceState | undefined): Fleet | undefined {
  return service?.activeColor ? service.fleets[service.activeColor] : undefined;
}
