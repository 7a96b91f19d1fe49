import { z } from "zod";
import { eventVerbs } from "../../config/notify";
import { colors, phases } from "../../release/state";

/** Raised when a receiver of the older format would misread the new one. */
export const eventVersion = 1;

const color = z.enum(colors).nullable();
const version = {
  image: z.string().nullable().describe("pinned by digest"),
  tag: z.string().nullable().describe("of the image, if it was named by one"),
};

const service = z.object({
  name: z.string(),
  worker: z.boolean(),
  candidate: color.describe("null: it is decommissioned"),
  ...version,
  sharePercent: z.number().describe("of production, for the candidate during a canary"),
  serving: z
    .object({ color: color.describe("null: nothing serves"), ...version })
    .describe("what serves production, as recorded"),
});

/** What a receiver learns of one release, made from its recorded state. */
export const releaseEventSchema = z.object({
  version: z.literal(eventVersion).describe("of this format"),
  id: z
    .string()
    .describe(
      "`<release>/<revision>/<verb>`; an event that is sent again has the same one. `settings-<digest of their " +
        "keys>` takes the place of the release for `settingsWaiting`",
    ),
  verb: z.enum(eventVerbs),
  at: z.string().describe("when the deployer saw it recorded; ISO 8601, UTC"),
  project: z.string(),
  stack: z.string(),
  test: z.boolean().describe("`notify --test` sent it; nothing has happened"),
  release: z.string().nullable().describe("null for `settingsWaiting`"),
  revision: z.number().describe("of the recorded state"),
  kind: z
    .enum(["release", "decommission", "rollback"])
    .nullable()
    .describe("`rollback`: of an ended release; null without a release"),
  phase: z.enum([...phases, "idle"]).describe("as recorded; `idle`: no release is in progress"),
  owner: z.string().nullable().describe("its deployer, `user@host:pid`"),
  startedAt: z.string().nullable().describe("when the release began; ISO 8601, UTC"),
  services: z.array(service),
  waiting: z
    .array(z.string())
    .describe("of `settingsWaiting`: settings that wait for a release, such as `users.cpu`"),
  reasons: z.array(z.string()).describe("why it was rolled back or paused"),
  next: z.string().nullable().describe("what to do next, with its command"),
  text: z.string().describe("the same in words, on one line"),
});
export type ReleaseEvent = z.output<typeof releaseEventSchema>;
