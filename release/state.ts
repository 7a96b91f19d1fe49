import { z } from "zod";

/** The two physical fleets of every service. A color is a place, never a role. */
export const colors = ["blue", "green"] as const;
export type Color = (typeof colors)[number];

export function otherColor(color: Color): Color {
  return color === "blue" ? "green" : "blue";
}

/** What one color of one service runs. `image` is pinned by digest; `size` counts tasks. */
export interface Fleet {
  image: string | null;
  size: number;
}

export interface ServiceState {
  /** The color that serves production; null: never released, no production record yet. */
  activeColor: Color | null;
  fleets: Record<Color, Fleet>;
}

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
export interface ReleasedService {
  candidate: Color;
  /**
   * Tasks that each fleet has when it serves, where a later `up` of the release is to start them. Absent
   * where the fleets have their sizes already; a worker's part has it to the end.
   */
  sizes?: Record<Color, number> | undefined;
  /** Absent: an API. Also of a worker that leaves production, which is handed to nobody. */
  worker?: Takeover | undefined;
}

export interface CurrentRelease {
  id: string;
  services: Record<string, ReleasedService>;
  phase: Phase;
  /** Who runs it, as `user@host:pid`. */
  owner: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Since when another than who began it goes on with it; ISO 8601, UTC. */
  ownedAt?: string | undefined;
  /** The services leave production: their candidates are nothing. */
  leaves?: true | undefined;
  /**
   * Largest TTL in seconds that a released production name had before its record moved: what clients
   * may still hold the old answer for. Absent until the switch, and where no server told.
   */
  ttlSeconds?: number | undefined;
  /** Hooks declared `once`, as `users/beforeSwitch`: each is named here before it is started. */
  begunHooks?: string[] | undefined;
}

/** The one record of the release: stack output `release`. See docs/architecture.md. */
export interface ReleaseState {
  /** 0 before the first deploy; every `up` of the deployer adds one. */
  revision: number;
  services: Record<string, ServiceState>;
  current: CurrentRelease | null;
}

export const colorSchema = z.enum(colors);

const size = z.number().int().min(0);

export const fleetSchema = z.strictObject({
  image: z.string().nullable(),
  size,
});

export const fleetsSchema = z.strictObject({ blue: fleetSchema, green: fleetSchema });

const releasedServiceSchema = z.strictObject({
  candidate: colorSchema,
  sizes: z.strictObject({ blue: size, green: size }).optional(),
  worker: z.enum(takeovers).optional(),
});

export const currentReleaseSchema = z.strictObject({
  id: z.string(),
  services: z.record(z.string(), releasedServiceSchema),
  phase: z.enum(phases),
  owner: z.string(),
  startedAt: z.string(),
  ownedAt: z.string().optional(),
  leaves: z.literal(true).optional(),
  ttlSeconds: z.number().int().min(0).optional(),
  begunHooks: z.array(z.string()).optional(),
});

export const releaseStateSchema: z.ZodType<ReleaseState> = z.strictObject({
  revision: z.number().int().min(0),
  services: z.record(
    z.string(),
    z.strictObject({ activeColor: colorSchema.nullable(), fleets: fleetsSchema }),
  ),
  current: currentReleaseSchema.nullable(),
});

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
