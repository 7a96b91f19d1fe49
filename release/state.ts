import { z } from "zod";

/** The two physical fleets of every service. A color is a place, never a role. */
export const colors = ["blue", "green"] as const;
export type Color = (typeof colors)[number];

export function otherColor(color: Color): Color {
  return color === "blue" ? "green" : "blue";
}

/** What one color of one service runs. `image` is pinned by digest; `size` counts tasks. */
export const fleetSchema = z.strictObject({
  image: z.string().nullable(),
  size: z.number().int().min(0),
});
export type Fleet = z.output<typeof fleetSchema>;

export const colorSchema = z.enum(colors);

/** A value for each of the two fleets. */
const byColor = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ blue: value, green: value });

export const fleetsSchema = byColor(fleetSchema);

const serviceStateSchema = z.strictObject({
  /** The color that serves production; null: never released, no production record yet. */
  activeColor: colorSchema.nullable(),
  fleets: fleetsSchema,
});
export type ServiceState = z.output<typeof serviceStateSchema>;

/**
 * Only phases at rest exist: each is what the world looks like once its `up` has ended.
 * `defined`: the candidate's image is known to its fleet, of which nothing runs yet.
 * `returning` is a switch taken back: production is on the old fleet again, the candidate still runs.
 * `retired`: the old fleet has stopped; only hooks are left to run.
 */
export const phases = ["defined", "staged", "switched", "returning", "retired"] as const;
export type Phase = (typeof phases)[number];

/**
 * How a worker changes its color, as nothing leads traffic from one to the other. `handover`: the old
 * fleet has stopped before the new one starts, so that two never consume at once. `overlap`: they may.
 */
export const takeovers = ["handover", "overlap"] as const;
export type Takeover = (typeof takeovers)[number];

/** One service's part in a release. */
const releasedServiceSchema = z.strictObject({
  candidate: colorSchema,
  /**
   * Tasks that each fleet has when it serves, where a later `up` of the release is to start them. Absent
   * where the fleets have their sizes already; a worker's part has it to the end.
   */
  sizes: byColor(fleetSchema.shape.size).optional(),
  /** Absent: an API. Also of a worker that leaves production, which is handed to nobody. */
  worker: z.enum(takeovers).optional(),
});
export type ReleasedService = z.output<typeof releasedServiceSchema>;

export const currentReleaseSchema = z.strictObject({
  id: z.string(),
  services: z.record(z.string(), releasedServiceSchema),
  phase: z.enum(phases),
  /** Who runs it, as `user@host:pid`. */
  owner: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** Since when another than who began it goes on with it; ISO 8601, UTC. */
  ownedAt: z.string().optional(),
  /** The services leave production: their candidates are nothing. */
  leaves: z.literal(true).optional(),
  /**
   * Largest TTL in seconds that a released production name had before its record moved: what clients
   * may still hold the old answer for. Absent until the switch, and where no server told.
   */
  ttlSeconds: z.number().int().min(0).optional(),
  /** Hooks declared `once`, as `users/beforeSwitch`: each is named here before it is started. */
  begunHooks: z.array(z.string()).optional(),
});
export type CurrentRelease = z.output<typeof currentReleaseSchema>;

/** The one record of the release: stack output `release`. See docs/architecture.md. */
export const releaseStateSchema = z.strictObject({
  /** 0 before the first deploy; every `up` of the deployer adds one. */
  revision: z.number().int().min(0),
  services: z.record(z.string(), serviceStateSchema),
  current: currentReleaseSchema.nullable(),
});
export type ReleaseState = z.output<typeof releaseStateSchema>;

const neverReleased: ServiceState = {
  activeColor: null,
  fleets: { blue: { image: null, size: 0 }, green: { image: null, size: 0 } },
};

export const emptyState: ReleaseState = { revision: 0, services: {}, current: null };

/** The state with exactly the named services: new ones never released, removed ones dropped. */
export function withServices(state: ReleaseState, names: readonly string[]): ReleaseState {
  const services = Object.fromEntries(
    names.map((name) => [name, state.services[name] ?? structuredClone(neverReleased)]),
  );
  return { ...state, services };
}

export function serviceState(state: ReleaseState, name: string): ServiceState {
  return state.services[name] ?? neverReleased;
}

/** Whether a fleet of the service runs. */
export function runningIn({ fleets }: Pick<ServiceState, "fleets">): (color: Color) => boolean {
  return (color) => fleets[color].image !== null && fleets[color].size > 0;
}
