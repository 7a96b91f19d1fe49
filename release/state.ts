import { z } from "zod";

/** The two physical fleets of every service. A color is a place, never a role. */
export const colors = ["blue", "green"] as const;
export type Color = (typeof colors)[number];

export function otherColor(color: Color): Color {
  return color === "blue" ? "green" : "blue";
}

/**
 * The settings of a service that a fleet keeps until it is released again, as JSON: those that shape its
 * tasks, or how they are reached and judged (config/effects.ts says which).
 */
export const fleetSettingsSchema = z.record(
  z.string(),
  // Parsed from JSON, so it can't be anything else; to walk through each value would take half of a parse.
  z.custom<z.output<ReturnType<typeof z.json>>>(),
);
export type FleetSettings = z.output<typeof fleetSettingsSchema>;

/** How people recognize a definition; nothing depends on it. */
export const labelSchema = z.strictObject({
  /** Release that it came with. */
  release: z.string(),
  /** ISO 8601, UTC: when that began. */
  at: z.string(),
  /** Tag that its image was named by; absent if it was named by digest. */
  tag: z.string().optional(),
});
export type Label = z.output<typeof labelSchema>;

/** What a fleet was released with: an image pinned by digest, and the settings that go with it. */
export const definitionSchema = z.strictObject({
  image: z.string(),
  /** Absent where a program that kept none released it. */
  label: labelSchema.optional(),
  /** Absent where a program that kept no settings released it. */
  settings: fleetSettingsSchema.optional(),
});
export type Definition = z.output<typeof definitionSchema>;

/** One color of one service: its definition, and how many tasks of it there are. */
export const fleetSchema = z.strictObject({
  image: z.string().nullable(),
  size: z.number().int().min(0),
  label: labelSchema.optional(),
  settings: fleetSettingsSchema.optional(),
  /**
   * Its tasks are registered at the private load balancers, as other services call this one. Absent for a worker,
   * and where a program that did not record it released the fleet.
   */
  called: z.boolean().optional(),
});
export type Fleet = z.output<typeof fleetSchema>;

export const colorSchema = z.enum(colors);

/** A value for each of the two fleets. */
const byColor = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ blue: value, green: value });

export const fleetsSchema = byColor(fleetSchema);

/** A production name being removed; absent again once its rules are deleted too. */
const removedNameSchema = z.strictObject({
  /**
   * `noted`: its record may be deleted. `gone`: its record is deleted, and the rules serve clients
   * that have it cached.
   */
  phase: z.enum(["noted", "gone"]),
  /** Largest TTL in seconds of its answers, as long as it had any. */
  ttlSeconds: z.number().int().min(0),
});
export const removedNamesSchema = z.record(z.string(), removedNameSchema);
export type RemovedName = z.output<typeof removedNameSchema>;

/** What a production name led to before this environment took it over, exactly as Route 53 lists it. */
const recordContentSchema = z.strictObject({
  /** Seconds; absent for an alias, which has none of its own. */
  ttlSeconds: z.number().int().min(0).optional(),
  /** Addresses or a DNS name, in their order; absent for an alias. */
  values: z.array(z.string()).min(1).optional(),
  alias: z
    .strictObject({ name: z.string(), zoneId: z.string(), evaluateTargetHealth: z.boolean() })
    .optional(),
});
const originRecordSchema = recordContentSchema.extend({
  type: z.enum(["A", "CNAME"]),
  /** Of the AAAA record beside an A record; absent: there was none. */
  ipv6: recordContentSchema.optional(),
});
export type RecordContent = z.output<typeof recordContentSchema>;
export type OriginRecord = z.output<typeof originRecordSchema>;
export const originSchema = z.record(z.string(), originRecordSchema);
export const cnamesSchema = z.array(z.string()).min(1);

const serviceStateSchema = z.strictObject({
  /** The color that serves production; null: never released, so there is no production record yet. */
  activeColor: colorSchema.nullable(),
  fleets: fleetsSchema,
  /** The last other definition that served, and was not rolled back: what `rollback` brings back. */
  previous: definitionSchema.optional(),
  /** By name; absent: none. */
  removedNames: removedNamesSchema.optional(),
  /**
   * Adopted production names with what they led to: a third place beside blue and green, which serves while
   * `activeColor` is null. Absent: none, or the adoption is finished.
   */
  origin: originSchema.optional(),
  /**
   * Adopted names whose record is a CNAME, and stays one: Route 53 has no other record beside a CNAME, and a record
   * can't change its type in one step. Absent: none.
   */
  cnames: cnamesSchema.optional(),
});
export type ServiceState = z.output<typeof serviceStateSchema>;

/**
 * A phase is what holds once its `up` has ended; there are none for what happens in between.
 * `defined`: the candidate's fleet has its image, and nothing of it runs yet.
 * `canary`: both load balancers forward a share of production to the candidate; the names have not moved.
 * `returning`: the switch was rolled back; production is on the old fleet again, the candidate still runs.
 * `retired`: the old fleet has stopped; only hooks are left to run.
 */
export const phases = ["defined", "staged", "canary", "switched", "returning", "retired"] as const;
export type Phase = (typeof phases)[number];

/**
 * How a worker switches colors, since no traffic moves. `handover`: the old fleet has stopped before the
 * new one starts, so that the two never consume at once. `overlap`: they may.
 */
export const takeovers = ["handover", "overlap"] as const;
export type Takeover = (typeof takeovers)[number];

/** One service's part in a release. */
const releasedServiceSchema = z.strictObject({
  candidate: colorSchema,
  /**
   * Number of tasks that each fleet has when it serves, if a later `up` of the release starts them.
   * Absent if the fleets have their sizes already; a worker's part keeps it to the end.
   */
  sizes: byColor(fleetSchema.shape.size).optional(),
  /** Absent: an API, or a worker that is being decommissioned, which nobody takes over from. */
  worker: z.enum(takeovers).optional(),
  /**
   * Percent of production that both load balancers forward to the candidate; 100 once it is switched after a
   * canary. Absent: 0, and each load balancer serves its own fleet when switched.
   */
  share: z.number().int().min(1).max(100).optional(),
});
export type ReleasedService = z.output<typeof releasedServiceSchema>;

/** Somebody who is on record, and whether that could be checked: by AWS or by Pulumi Cloud, or it is what a machine says. */
export const personSchema = z.strictObject({
  name: z.string(),
  known: z.enum(["checked", "claimed"]),
});
export type Person = z.output<typeof personSchema>;

/** That a release needs approval before production reaches its candidate; decided when it begins. */
const approvalSchema = z.strictObject({
  expiresHours: z.number().int().min(1),
  /** Nobody may approve what they have begun themselves. */
  notByOwner: z.literal(true).optional(),
  begunBy: personSchema,
  /** Absent until the candidate has passed everything that comes before. Times are ISO 8601, UTC. */
  asked: z
    .strictObject({
      at: z.string(),
      expiresAt: z.string(),
      /** Digest of what every candidate is defined by (release/approval.ts). */
      definition: z.string(),
    })
    .optional(),
  decided: z
    .strictObject({
      is: z.enum(["approved", "rejected"]),
      by: personSchema,
      at: z.string(),
      /** What it was decided on. */
      definition: z.string(),
      revision: z.number().int().min(0),
    })
    .optional(),
});
export type Approval = z.output<typeof approvalSchema>;

/** Until when no release begins or switches; ISO 8601, UTC. It ends by itself. */
export const freezeSchema = z.strictObject({
  until: z.string(),
  reason: z.string(),
  by: personSchema,
  at: z.string(),
});
export type Freeze = z.output<typeof freezeSchema>;

export const currentReleaseSchema = z.strictObject({
  id: z.string(),
  services: z.record(z.string(), releasedServiceSchema),
  phase: z.enum(phases),
  /** Who runs it, as `user@host:pid`. */
  owner: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** When somebody else took the release over; ISO 8601, UTC. */
  ownedAt: z.string().optional(),
  /** The services are being decommissioned: there are no candidates. */
  leaves: z.literal(true).optional(),
  /** The candidates are what served before: what they replace is not to be rolled back to. */
  rollsBack: z.literal(true).optional(),
  /** Why it passes the release windows: somebody said so when it began, or was resumed. */
  urgent: z.string().optional(),
  /** There is no canary: production was already degraded when the release began, and it is the fix. */
  skipsCanary: z.literal(true).optional(),
  /** It began with a canary: an interrupted `up` may have forwarded a share, whatever the settings say by now. */
  hasCanary: z.literal(true).optional(),
  /** Absent: it needs none. */
  approval: approvalSchema.optional(),
  /** Somebody has ended the current canary step by hand. */
  promoted: z.literal(true).optional(),
  /**
   * Largest TTL in seconds that a released production name had before its record moved: how long clients
   * may keep the old answer. Absent before the switch, and if no server reported one.
   */
  ttlSeconds: z.number().int().min(0).optional(),
  /** Hooks declared `once`, such as `users/beforeSwitch`: each is recorded here before it is started. */
  begunHooks: z.array(z.string()).optional(),
});
export type CurrentRelease = z.output<typeof currentReleaseSchema>;

/** What this program writes; 1, which kept no settings of fleets, was written without a version. */
export const stateVersion = 2;

/** The one record of the release: stack output `release`. See docs/architecture.md. */
export const releaseStateSchema = z.strictObject({
  version: z.literal(stateVersion).optional(),
  /** 0 before the first deploy; every `up` of the deployer adds one, and a plain one that changes a size. */
  revision: z.number().int().min(0),
  services: z.record(z.string(), serviceStateSchema),
  current: currentReleaseSchema.nullable(),
  freeze: freezeSchema.optional(),
});
export type ReleaseState = z.output<typeof releaseStateSchema>;

const neverReleased: ServiceState = {
  activeColor: null,
  fleets: { blue: { image: null, size: 0 }, green: { image: null, size: 0 } },
};

export const emptyState: ReleaseState = { revision: 0, services: {}, current: null };

/** The state with exactly the named services: new ones as never released, removed ones dropped. */
export function withServices(state: ReleaseState, names: readonly string[]): ReleaseState {
  const services = Object.fromEntries(
    names.map((name) => [name, state.services[name] ?? structuredClone(neverReleased)]),
  );
  return { ...state, services };
}

export function serviceState(state: ReleaseState, name: string): ServiceState {
  return state.services[name] ?? neverReleased;
}

/** Whether a color of the service is running. */
export function runningIn({ fleets }: Pick<ServiceState, "fleets">): (color: Color) => boolean {
  return (color) => fleets[color].image !== null && fleets[color].size > 0;
}

/** The state in a stack's output. Throws UnknownState for one of another version, or none of ours. */
export function parseState(value: unknown): ReleaseState {
  const { version = stateVersion } = (value ?? {}) as { version?: unknown };
  if (version !== stateVersion) {
    throw new UnknownState(
      `the stack output \`release\` has version ${JSON.stringify(version)}; this program reads ` +
        `version ${stateVersion} and what was written before there were versions`,
    );
  }
  const result = releaseStateSchema.safeParse(value);
  if (result.success) return result.data;
  throw new UnknownState(
    `the stack output \`release\` is not a release state: ${z.prettifyError(result.error)}`,
  );
}

export class UnknownState extends Error {
  override readonly name = "UnknownState";
}

/** Null before the fleet's first release. */
export function definitionOf({ image, label, settings }: Fleet): Definition | null {
  return image === null ? null : { image, ...(label && { label }), ...(settings && { settings }) };
}

/** Whether the state was written before fleets kept their settings. */
export function isLegacy({ services }: ReleaseState): boolean {
  return Object.values(services).some(({ fleets }) =>
    colors.some((color) => fleets[color].image !== null && fleets[color].settings === undefined),
  );
}
