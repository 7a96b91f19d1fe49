import { z } from "zod";
import { readSettings } from "../../../config/settings";
import type { Settings } from "../../../config/schema";
import { derivedKeys, ofNamespace, type RawConfig, splitDerived } from "../../../config/raw";
import { withFormerDefaults } from "../../../config/upgrade";
import { derivedConfigSchema, fromDerivedConfig } from "../../../release/derivedConfig";
import type { ReleaseState } from "../../../release/state";
import type { Update } from "../../history/update";
import { DeployError } from "../../world/errors";
import { askCli } from "./cli";
import { changesKey, settingsKey } from "./settingsDigest";
import type { EngineOptions, PulumiStackOptions } from "./options";

const configValue = z.object({ value: z.string().optional(), objectValue: z.unknown().optional() });

/** An entry of `pulumi stack history --json`. */
const updateSchema = z.object({
  kind: z.string().optional(),
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

/** Digest of the changes that the last update was to make; null: unknown, undefined: there was none. */
export async function lastChanges(options: EngineOptions): Promise<string | null | undefined> {
  const args = ["stack", "history", "--json", "--page-size", String(lookBack)];
  try {
    return parseLastChanges(await askCli(options, args));
  } catch (error) {
    // There is no such stack yet; any other reason is reported by the operation itself.
    if (error instanceof DeployError && error.kind === "refused") return undefined;
    throw error;
  }
}

/** Read-only operations, such as the refresh after a killed `up`, don't count. */
export function parseLastChanges(history: unknown): string | null | undefined {
  const updates = z.array(updateSchema).nullable().parse(history);
  const last = updates?.find(({ kind = "update" }) => kind === "update");
  return last && (last.config?.[changesKey]?.value ?? null);
}

/** How many updates to search for the last one that succeeded. */
const lookBack = 25;

/**
 * The settings of the stack's last successful update, from which everything deployed was made, by a
 * program whose fleets kept none. Null if none of the last ones succeeded, or if its settings can no longer be
 * read.
 */
export async function deployedSettings(options: EngineOptions): Promise<Settings | null> {
  const args = ["stack", "history", "--json", "--page-size", String(lookBack)];
  return parseDeployedSettings(options.project.name, await askCli(options, args));
}

export function parseDeployedSettings(project: string, history: unknown): Settings | null {
  const read = readSettings(withFormerDefaults(appliedConfigs(project, history)[0] ?? {}));
  return read.ok ? read.value : null;
}

/** The same as config, by bare key; of the last update whose settings can be read, or null. */
export function parseAppliedConfig(project: string, history: unknown): RawConfig | null {
  return appliedConfigs(project, history).find((config) => readSettings(config).ok) ?? null;
}

/** The program's own config in the updates that succeeded, newest first. */
function appliedConfigs(project: string, history: unknown): RawConfig[] {
  const updates = z.array(updateSchema).nullable().parse(history) ?? [];
  return updates
    .filter(({ result }) => result === "succeeded")
    .map(({ config }) => {
      const values = Object.entries(config ?? {}).map(([key, { value, objectValue }]) => [
        key,
        objectValue ?? value,
      ]);
      return splitDerived(ofNamespace(Object.fromEntries(values) as RawConfig, project)).settings;
    });
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
