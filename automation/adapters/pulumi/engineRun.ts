import { RunError } from "@pulumi/pulumi";
import {
  type LocalWorkspace,
  Stack as PulumiStack,
  type UpOptions,
} from "@pulumi/pulumi/automation";
import type { ReleaseState } from "../../../release/state";
import type { ApplyOptions, Preview, PreviewOptions } from "../../world/ports";
import { loadProgram, operate, type Operation } from "./operation";
import {
  keepingText,
  type Project,
  readStackFile,
  type StackFile,
  withConfigFile,
  withRelease,
} from "./settingsFile";
import { appliedStackFile } from "./appliedSettings";
import { lastChanges } from "./history";
import { leavingNoStack } from "./newStack";
import { refreshingIfFailed, refreshingIfGone } from "./refreshing";
import { protectedRefusal, unprotectAll } from "./protection";
import { appliedChanges, noteApplied, refuseUnsafe } from "./unsafeChanges";
import { changesDigest, changesKey, onlyKey, settingsDigest, settingsKey } from "./settingsDigest";
import { everything, targetsOf } from "./targets";
import { ignoreProtect, selected, workspace } from "./workspaces";
import type { EngineOptions, Outputs, PulumiStackOptions } from "./options";

export const upAgain = "run the command again; every `up` is safe to repeat";

/**
 * An `up` that keeps the deployed release state; creates the stack if there is none. `ecsServices` are those
 * that it changed or created, themselves or their bounds, such as `users-blue`.
 *
 * @param mayRun throws if it may not; asked before the stack is locked
 */
export async function plainUp(
  options: PulumiStackOptions,
  mayRun: () => Promise<void>,
): Promise<{ outputs: Outputs; ecsServices: string[] }> {
  const space = await workspace(options);
  return leavingNoStack(options, space, () => plainUpIn(options, space, mayRun));
}

async function plainUpIn(
  options: PulumiStackOptions,
  space: LocalWorkspace,
  mayRun: () => Promise<void>,
): ReturnType<typeof plainUp> {
  const operation = operate(options, null, { again: upAgain });
  const [stack, last] = await Promise.all([
    operation.guard(() =>
      keepingText(options, () => PulumiStack.createOrSelect(options.name, space)),
    ),
    lastChanges(options),
    mayRun(),
  ]);
  // Read once the stack exists, since its creation writes the encryption salt into the file.
  const file = await readStackFile(options.project, options.name, options.text);
  const how = { message: "bluegreen: plain up" };
  const noted = noting(options.project, file, settingsDigest(options.project, file), null);
  await refuseUnsafe(options, stack, noted, last);
  let run = operation;
  const outputs = await refreshingIfGone(options.onNote, (refresh) => {
    if (refresh) run = operate(options, null, { again: upAgain });
    return runUp(options, run, stack, noted, { ...how, refresh });
  });
  // A scaling target has the same name as its ECS service.
  const types = ["aws:ecs/service:Service", "aws:appautoscaling/target:Target"];
  return { outputs, ecsServices: types.flatMap((type) => run.events.changed(type)) };
}

/** One `up` that makes `wanted` true; returns the stack's outputs and the digest of the settings applied. */
export async function up(
  options: PulumiStackOptions,
  wanted: ReleaseState,
  how: ApplyOptions,
): Promise<{ outputs: Outputs; settings: string | null }> {
  const { project, name } = options;
  if (how.only === "record") return recordOnly(options, wanted, how);
  const file = await fileWith(options, wanted);
  const settings = settingsDigest(project, file);
  const only = servicesOf(how.only, settings);
  const noted = noting(project, file, settings, only);
  const [stack, last] = await Promise.all([
    selected(options, operate(options, only, how)),
    // An `up` limited to some services applies the same settings as the one before.
    only ? undefined : appliedChanges(options, noted),
  ]);
  await refuseUnsafe(options, stack, noted, last);
  const attempt = (refresh: boolean) => {
    // Pulumi can't refresh a part of a stack.
    const part = refresh ? null : only;
    return runUp(
      options,
      operate(options, part, how),
      stack,
      noting(project, file, settings, part),
      {
        ...{ message: how.message, refresh },
        ...(part && targetsOf(project.name, name, part)),
      },
    );
  };
  const outputs = await (how.refresh ? attempt(true) : refreshingIfGone(options.onNote, attempt));
  noteApplied(options, noted);
  return { outputs, settings };
}

/**
 * An `up` that changes nothing but the release state. It notes the settings of the last `up` again, so that nobody takes
 * other ones for applied; without their digest, so that nobody takes the environment for settled.
 */
async function recordOnly(
  options: PulumiStackOptions,
  wanted: ReleaseState,
  how: ApplyOptions,
): Promise<{ outputs: Outputs; settings: null }> {
  const { project } = options;
  const operation = operate(options, "record", how);
  const [stack, applied, changes] = await Promise.all([
    selected(options, operation),
    appliedStackFile(options),
    lastChanges(options),
  ]);
  const file = withRelease(project, applied, wanted);
  const noted = changes ? { ...file, config: { ...file.config, [changesKey]: changes } } : file;
  const outputs = await runUp(options, operation, stack, noted, {
    message: how.message,
    refresh: false,
    exclude: [...everything],
  });
  return { outputs, settings: null };
}

/**
 * Does the preparations of every operation ahead of time, while the deployer waits for something
 * else. A failure here is reported by the operation itself.
 */
export function prepare(options: EngineOptions): void {
  selected(options, operate(options)).catch(() => undefined);
  loadProgram();
}

/** What exists, and what would exist once `wanted` is applied. */
export async function preview(
  options: PulumiStackOptions,
  wanted: ReleaseState,
  { only: of, ofDrained }: PreviewOptions,
): Promise<Preview> {
  const { signal, name, project } = options;
  const file = await fileWith(options, wanted);
  const only = servicesOf(of ?? null, settingsDigest(project, file));
  const operation = operate({ ...options, onResource: () => undefined }, only);
  const { program, events, guard } = operation;
  const stack = ofDrained
    ? await guard(async () => PulumiStack.select(name, await workspace(options, ignoreProtect)))
    : await selected(options, operation);
  const how = { program, color: "never" as const, signal, onEvent: events.onEvent };
  await withConfigFile(name, file, (configFile) =>
    guard(() =>
      stack.preview({ ...how, configFile, ...(only && targetsOf(project.name, name, only)) }),
    ),
  ).catch((error: unknown) => {
    throw protectedRefusal(name, error) ?? error;
  });
  return events.preview();
}

/** Begins an `up` that fails at once on purpose; returns what Pulumi said, such as who holds the lock. */
export async function probeLock(options: EngineOptions): Promise<string> {
  const stack = await PulumiStack.select(options.name, await workspace(options));
  const refuse = () => Promise.reject(new RunError("this update only checks who holds the lock"));
  try {
    await stack.up({ program: refuse, color: "never", message: "bluegreen: check the lock" });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Deletes every resource of the stack, then the stack and its settings file; `again` goes on. */
export async function destroy(options: EngineOptions, again: string): Promise<void> {
  const { signal, name } = options;
  const operation = operate(options, null, { again });
  const stack = await selected(options, operation);
  signal.throwIfAborted();
  await unprotectAll(options);
  await refreshingIfFailed(options.onNote, (refresh) => {
    const { guard, events } = refresh ? operate(options, null, { again }) : operation;
    const how = { color: "never" as const, signal, refresh, onEvent: events.onEvent };
    return guard(() => stack.destroy(how), "destroy");
  });
  await operation.guard(() => stack.workspace.removeStack(name), "destroy");
}

async function runUp(
  { signal, name }: PulumiStackOptions,
  { program, guard, outputs, events }: Operation,
  stack: PulumiStack,
  file: StackFile,
  how: Pick<UpOptions, "message" | "refresh" | "target" | "targetDependents" | "exclude">,
): Promise<Outputs> {
  signal.throwIfAborted();
  skipQueriesAfterUp(stack);
  await withConfigFile(name, file, (configFile) =>
    guard(
      () =>
        stack.up({ ...how, configFile, program, color: "never", signal, onEvent: events.onEvent }),
      "up",
    ),
  );
  return outputs();
}

/** The file with notes for Pulumi's history: which settings the `up` applied, and to which services. */
function noting(
  project: Project,
  file: StackFile,
  settings: string | null,
  only: readonly string[] | null,
): StackFile {
  const notes = {
    [changesKey]: changesDigest(project, file),
    ...(settings !== null && { [settingsKey]: settings }),
    ...(only && { [onlyKey]: only.join(",") }),
  };
  return { ...file, config: { ...file.config, ...notes } };
}

/** The services that an operation is limited to, as long as the settings have not changed; null: all. */
function servicesOf(only: PreviewOptions["only"] | null, settings: string | null) {
  return only?.settings === settings ? (only?.services ?? null) : null;
}

async function fileWith(
  { project, name, text }: PulumiStackOptions,
  wanted: ReleaseState,
): Promise<StackFile> {
  return withRelease(project, await readStackFile(project, name, text), wanted);
}

/**
 * After each `up` the Automation API calls the CLI three more times, for the outputs and the history. The
 * program ran in this process, so its outputs are known already. `npm run bench -- --only queries` measures
 * what this saves.
 */
export function skipQueriesAfterUp(stack: PulumiStack): void {
  stack.outputs = () => Promise.resolve({});
  stack.info = () => Promise.resolve(undefined);
}
