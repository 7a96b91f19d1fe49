import type { Stack as PulumiStack } from "@pulumi/pulumi/automation";
import { parseState } from "../../../release/state";
import { servingServices } from "../../../release/serving";
import { askCli } from "./cli";
import { lastChanges } from "./history";
import { operate } from "./operation";
import type { EngineOptions, Outputs, PulumiStackOptions } from "./options";
import { protectedRefusal, unprotectAll } from "./protection";
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
 * Settings that were never applied are previewed first: Pulumi refuses to replace or delete protected resources,
 * but an `up` would stop halfway. The program itself refuses changes that it knows by their key.
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
  try {
    await previewed(options, stack, file);
  } catch (error) {
    const refusal = protectedRefusal(options.name, error);
    if (!refusal) throw error;
    if (!(await servesNobody(options))) throw refusal;
    options.onNote(
      `nothing serves in ${options.name} and no environment is built on it, so protection is removed from its resources`,
    );
    await unprotectAll(options);
  }
}

async function previewed(
  options: PulumiStackOptions,
  stack: PulumiStack,
  file: StackFile,
): Promise<void> {
  const { signal, name } = options;
  const { program, events, guard } = operate({ ...options, onResource: () => undefined }, null);
  const how = { program, color: "never" as const, signal, onEvent: events.onEvent };
  await withConfigFile(name, file, (configFile) =>
    guard(() => stack.preview({ ...how, configFile })),
  );
}

/** Shared resources are protected from the first `up` on; while nothing relies on them they may still be replaced. */
async function servesNobody(options: PulumiStackOptions): Promise<boolean> {
  const outputs = (await askCli(options, [
    "stack",
    "output",
    "--json",
    "--show-secrets",
  ])) as Outputs;
  const { release } = outputs;
  if (release !== undefined) {
    const state = parseState(release);
    if (state.current || servingServices(state).length > 0) return false;
  }
  return options.dependents !== undefined && (await options.dependents()).length === 0;
}
