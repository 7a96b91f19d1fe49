import { z } from "zod";
import { derivedKeys } from "../../../config/raw";
import { derivedConfigSchema, fromDerivedConfig } from "../../../release/derivedConfig";
import type { ReleaseState } from "../../../release/state";
import type { Update } from "../../history/update";
import { askCli } from "./cli";
import { settingsKey } from "./settingsDigest";
import type { PulumiStackOptions } from "./options";

const configValue = z.object({ value: z.string().optional(), objectValue: z.unknown().optional() });

/** As `pulumi stack history --json` prints it. */
const updateSchema = z.object({
  message: z.string().default(""),
  result: z.enum(["succeeded", "failed", "in-progress", "not-started"]),
  startTime: z.string(),
  endTime: z.string().optional(),
  config: z.record(z.string(), configValue).nullish(),
});

/** The stack's updates, newest first. */
export async function readHistory(options: PulumiStackOptions, count: number): Promise<Update[]> {
  const args = ["stack", "history", "--json", "--page-size", String(count)];
  return parseHistory(options.project.name, await askCli(options, args));
}

export function parseHistory(project: string, history: unknown): Update[] {
  return z
    .array(updateSchema)
    .parse(history)
    .map((update) => {
      const { message, result, startTime, endTime, config } = update;
      return {
        message,
        result,
        startedMs: Date.parse(startTime),
        endedMs: result === "in-progress" || !endTime ? null : Date.parse(endTime),
        wanted: wantedOf(project, config ?? {}),
        settings: config?.[settingsKey]?.value ?? null,
      };
    });
}

function wantedOf(
  project: string,
  config: Record<string, z.output<typeof configValue>>,
): ReleaseState | null {
  const derived = Object.fromEntries(
    derivedKeys.map((key) => [key, config[`${project}:${key}`]?.objectValue]),
  );
  const parsed = derivedConfigSchema.safeParse(derived);
  return parsed.success ? fromDerivedConfig(parsed.data) : null;
}
