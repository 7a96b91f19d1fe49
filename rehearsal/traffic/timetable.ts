import type { ClientKind } from "./kinds";
import { type Random, shuffled } from "./seededRandom";

/** One request of the timetable: from which client, to which service, for what. */
export interface Slot {
  kind: string;
  service: string;
  path: string;
}

export interface Paths {
  /** Answered at once. */
  quick: string;
  /** Overrides `quick`, by service. */
  quickOf?: Record<string, string>;
  /** Answered after a delay, so that requests are in flight whenever a target is taken away. */
  slow: string;
  /** Of 1000 requests of each kind and service, how many are slow. */
  slowPermille: number;
}

const slotsPerPermille = 10;

/**
 * The traffic as a cycle of slots, sent one after another at a constant rate: each kind gets its share,
 * each service the same, in an order determined by a seed.
 */
export function timetable(
  kinds: readonly Pick<ClientKind, "name" | "permille">[],
  services: readonly string[],
  paths: Paths,
  random: Random,
): Slot[] {
  const slots = kinds.flatMap(({ name, permille }) => {
    const count = permille * slotsPerPermille;
    const slow = Math.round((count * paths.slowPermille) / 1000);
    return services.flatMap((service) =>
      Array.from({ length: count }, (_, index) => ({
        kind: name,
        service,
        path: index < slow ? paths.slow : (paths.quickOf?.[service] ?? paths.quick),
      })),
    );
  });
  return shuffled(slots, random);
}
