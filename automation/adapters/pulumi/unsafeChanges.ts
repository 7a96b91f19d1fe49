import type { Stack as PulumiStack } from "@pulumi/pulumi/automation";
import { lastChanges } from "./history";
import { operate } from "./operation";
import type { EngineOptions, PulumiStackOptions } from "./options";
import { protectedRefusal } from "./protection";
import { changesKey } from "./settingsDigest";
import { type Project, type StackFile, withConfigFile } from "./settingsFile";

/** Digests of what an `up` of this session has applied, by stack: later ones need not look at the history. */
const applied = new WeakMap<Project, Map<string, unknown>>();

/** Digest of what the last `up` applied; null: unknown, undefined: nothing can be replaced or deleted. */
export async function appliedChanges(
  options: EngineOptions,
  { config }: StackFile,
): Promise<string | null | undefined> {
  const { project, name } = options;
  if (applied.get(project)?.get(name) === config?.[changesKey]) return undefined;
  return lastChanges(options);
}

export function noteApplied({ project, name }: EngineOptions, { config }: StackFile): void {
  const known = applied.get(project) ?? new Map<string, unknown>();
  applied.set(project, known.set(name, config?.[changesKey]));
}

/**
 * What was never applied is previewed first: Pulumi refuses to replace or delete what is protected, but in an
 * `up` it would do so halfway. What is known by key is refused by the program, at once.
 *
 * @param last see appliedChanges
 */
export async function refuseUnsafe(
  options: PulumiStackOptions,
  stack: PulumiStack,
  file: StackFile,
  last: string | null | undefined,
): Promise<void> {
  if (last === undefined || file.config?.[changesKey] === last) return;
  const { signal, name } = options;
  const { program, events, guard } = operate({ ...options, onResource: () => undefined }, null);
  const how = { program, color: "never" as const, signal, onEvent: events.onEvent };
  await withConfigFile(name, file, (configFile) =>
    guard(() => stack.preview({ ...how, configFile })),
  ).catch((error: unknown) => {
    throw protectedRefusal(name, error) ?? error;
  });
}
