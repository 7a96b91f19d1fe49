import { z } from "zod";
import { colors, phases } from "../../release/state";
import { verbs } from "../history/update";
import * as measured from "./schemaMeasured";

/** Raised when a reader of the older format would misread the new one. */
export const recordVersion = 1;

/** Where something is known from: Pulumi's history, or a deployer that was there. */
export const origins = ["history", "observed"] as const;
export type Origin = (typeof origins)[number];

const at = () => z.string().describe("ISO 8601, UTC");
const color = z.enum(colors);
const { seconds } = measured;

/** The parts that may be known from elsewhere than the rest, or not at all. */
export const partNames = [
  ...["ups", "definitions", "shares", "steps", "nameServers", "alarms"],
  ...["tests", "hooks", "comparisons", "warmUps", "canaries", "drain", "traffic", "bill"],
] as const;

const definition = z.object({
  image: z.string().describe("pinned by digest"),
  tag: z.string().nullable().describe("of the image, if it was named by one"),
  release: z.string().nullable().describe("id of the release that brought it"),
  settings: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe(
      "as released; `***` stands for the values of `environment` and `secrets`, those of sidecars too",
    ),
});
export type RecordedDefinition = z.output<typeof definition>;

const change = z.object({
  key: z.string().describe("such as `environment.LOG_LEVEL`"),
  from: z.string().nullable().describe("null: not set"),
  to: z.string().nullable().describe("null: not set"),
});

const service = z.object({
  name: z.string(),
  worker: z.boolean(),
  candidate: color.nullable().describe("null: it was decommissioned"),
  before: definition.nullable().describe("what served; null: nothing did"),
  after: definition.nullable().describe("what was released; null: it was decommissioned"),
  changes: z.array(change).describe("settings that differ between the two"),
  serving: z
    .object({
      color: color.nullable(),
      image: z.string().nullable(),
      tag: z.string().nullable(),
      size: z.number(),
    })
    .describe("what serves production when the record ends"),
});

const up = z.object({
  verb: z.enum(verbs),
  startedAt: at(),
  seconds: seconds.nullable().describe("null: it has not ended, or was killed"),
  result: z.enum(["succeeded", "failed", "in-progress", "not-started"]),
  from: z.enum(origins),
});

const wait = z.object({
  what: z.string(),
  startedAt: at(),
  seconds,
  reasons: z.array(z.string()).describe("why it was not true yet; each once, the first ten"),
});

const step = z.object({
  step: z.string().describe("such as `5` or `drain`"),
  name: z.string(),
  startedAt: at(),
  seconds: seconds.nullable().describe("null: the deployer ended before the step did"),
  failed: z.boolean(),
  waits: z.array(wait),
});
export type RecordedStep = z.output<typeof step>;

const note = z.object({
  at: at(),
  kind: z.enum(["note", "warning"]),
  text: z.string(),
});

const lookup = z.object({
  at: at(),
  name: z.string(),
  answers: z.array(
    z.object({
      server: z.string(),
      leadsTo: z
        .enum([...colors, "origin", "mixed", "nowhere"])
        .nullable()
        .describe("color of the load balancer, or the origin of an adopted name; null: no answer"),
      addresses: z.array(z.string()),
      ttlSeconds: seconds.nullable(),
      error: z.string().nullable(),
    }),
  ),
});

const drain = z.object({
  seconds: seconds
    .nullable()
    .describe("from when the switch was in sync until the old fleet stopped"),
  ttlSeconds: seconds.nullable().describe("largest TTL that clients may have held"),
  marginSeconds: seconds,
  longRequests: z
    .array(z.string())
    .describe("what happened to requests still open when the old fleet stopped"),
});

export const outcomes = [
  ...([
    "done",
    "rolledBack",
    "unchanged",
    "refused",
    "paused",
    "resting",
    "held",
    "bug",
    "inProgress",
  ] as const),
] as const;
export type RecordedOutcome = (typeof outcomes)[number];

/**
 * What happened in one release, derived from what was observed and what Pulumi's history keeps. Records are kept for
 * years: a field that is added after a release of this program needs a default.
 */
export const releaseRecordSchema = z.object({
  version: z.literal(recordVersion).describe("of this format"),
  stack: z.string(),
  release: z.string().nullable().describe("null: it ended before it was recorded"),
  made: z
    .object({ at: at(), command: z.string() })
    .describe("when this record was made, and by which command"),
  kind: z.enum(["release", "decommission", "rollback"]).describe("`rollback`: of an ended release"),
  urgent: z.string().nullable().describe("why it passed the release windows; null: it did not"),
  outcome: z.enum(outcomes).describe("`done` with reasons: a hook or a worker failed afterwards"),
  exitCode: z.number().nullable().describe("of that command; null: it only read the history"),
  returned: z
    .boolean()
    .nullable()
    .describe(
      "production was, or may have been, on the candidate and was rolled back; null: unknown",
    ),
  reasons: z
    .array(z.string())
    .describe("why it was rolled back, refused or paused, or what failed"),
  next: z.string().nullable().describe("what to do next, with its command"),
  startedAt: at(),
  endedAt: at().nullable().describe("null: it has not ended, or the time is unknown"),
  resumedAt: at()
    .nullable()
    .describe("when the last deployer continued it; null: the first one ended or paused it"),
  unwatched: z
    .array(z.object({ from: at(), to: at() }))
    .describe("when no deployer watched whose observations are known, but for what history keeps"),
  deployers: z.array(z.object({ owner: z.string(), since: at() })),
  sources: z
    .record(z.enum(partNames), z.array(z.enum(origins)))
    .describe("where each part comes from; none: the part is unknown, not empty"),
  services: z.array(service),
  ups: z.array(up),
  phases: z
    .array(z.object({ phase: z.enum([...phases, "idle"]), at: at() }))
    .describe("as each was recorded"),
  shares: z
    .array(z.object({ at: at(), service: z.string(), percent: z.number() }))
    .describe(
      "of production, for the candidate; clients follow within the TTL of a name that moves",
    ),
  approval: z
    .object({
      definition: z.string().describe("digest of what was asked about"),
      askedAt: at(),
      expiresAt: at(),
      begunBy: z.string(),
      decided: z
        .object({
          is: z.enum(["approved", "rejected"]),
          at: at(),
          by: z.string(),
          isChecked: z.boolean().describe("AWS says who it was; otherwise only a machine did"),
        })
        .nullable(),
    })
    .nullable()
    .describe("null: it needed none, or did not get as far as asking"),
  steps: z.array(step),
  notes: z.array(note),
  nameServers: z.array(lookup).describe("what each answered, whenever an answer changed"),
  alarms: z
    .array(z.object({ at: at(), name: z.string(), state: z.string(), reason: z.string() }))
    .describe("whenever one's state changed, beginning with the first look"),
  tests: z.array(measured.test),
  hooks: z.array(measured.hook),
  comparisons: z.array(measured.comparison),
  warmUps: z.array(measured.warmUp),
  canaries: z.array(measured.canary),
  measured: z
    .array(z.string())
    .describe("comparisons, warm-ups and canaries as history keeps them, one line each"),
  drain,
  bill: measured.bill
    .nullable()
    .describe(
      "what ran beside production (docs/cost.md); null: unknown, or the release has not ended",
    ),
  traffic: z
    .array(measured.traffic)
    .describe(
      "what the load balancers counted, the deployer's own requests included; without the last minutes",
    ),
});
export type ReleaseRecord = z.output<typeof releaseRecordSchema>;
