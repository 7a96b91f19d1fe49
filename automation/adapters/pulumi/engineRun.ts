import { RunError } from "@pulumi/pulumi";
import { LocalWorkspace, Stack as PulumiStack, type UpOptions } from "@pulumi/pulumi/automation";
import { serviceType } from "../../../components/serviceType";
import type { ReleaseState } from "../../../release/state";
import type { ApplyOptions, Preview } from "../../world/ports";
import { loadProgram, operate, type Operation } from "./operation";
import { inOwnGroup } from "./ownGroup";
import {
  type Project,
  readStackFile,
  type StackFile,
  withConfigFile,
  withRelease,
} from "./settingsFile";
import { onlyKey, settingsDigest, settingsKey } from "./settingsDigest";
import type { EngineOptions, Outputs, PulumiStackOptions } from "./options";

export const upAgain = "run the command again: every `up` can be repeated";

/** An `up` that carries the deployed release state over; creates the stack when there is none. */
export async function plainUp(options: PulumiStackOptions): Promise<Outputs> {
  const operation = operate(options, null, upAgain);
  const stack = await operation.guard(async () =>
    PulumiStack.createOrSelect(options.name, await workspace(options)),
  );
  // Read after the stack exists: its creation writes the salt of its secrets into the file.
  const file = await readStackFile(options.project, options.name, options.text);
  const how = { message: "bluegreen: plain up", refresh: false };
  return runUp(
    options,
    operation,
    stack,
    noting(file, settingsDigest(options.project, file), null),
    how,
  );
}

/** One `up` that makes `wanted` true; answers the stack's outputs, and of which settings it was. */
export async function up(
  options: PulumiStackOptions,
  wanted: ReleaseState,
  how: ApplyOptions,
): Promise<{ outputs: Outputs; settings: string | null }> {
  const { project, name } = options;
  const file = await fileWith(options, wanted);
  const settings = settingsDigest(project, file);
  const only = servicesOf(how.only, settings);
  const operation = operate(options, only);
  const stack = await selected(options, operation);
  const outputs = await runUp(options, operation, stack, noting(file, settings, only), {
    message: how.message,
    refresh: how.refresh,
    ...(only && targets(project, name, only)),
  });
  return { outputs, settings };
}

/**
 * Does what each operation begins with, while there is something else to wait for. What fails here is told
 * by the operation.
 */
export function prepare(options: EngineOptions): void {
  selected(options, operate(options)).catch(() => undefined);
  loadProgram();
}

/** What exists, and what is to exist once `wanted` is applied. */
export async function preview(
  options: PulumiStackOptions,
  wanted: ReleaseState,
  of: ApplyOptions["only"],
): Promise<Preview> {
  const { signal, name, project } = options;
  const file = await fileWith(options, wanted);
  const only = servicesOf(of, settingsDigest(project, file));
  const operation = operate({ ...options, onResource: () => undefined }, only);
  const { program, events, guard } = operation;
  const stack = await selected(options, operation);
  const how = { program, color: "never" as const, signal, onEvent: events.onEvent };
  await withConfigFile(name, file, (configFile) =>
    guard(() => stack.preview({ ...how, configFile, ...(only && targets(project, name, only)) })),
  );
  return events.preview();
}

/** Begins an `up` that refuses itself at once; answers what the engine said, such as who has the lock. */
export async function probeLock(options: EngineOptions): Promise<string> {
  const stack = await PulumiStack.select(options.name, await workspace(options));
  const refuse = () => Promise.reject(new RunError("only looking who holds the lock"));
  try {
    await stack.up({ program: refuse, color: "never", message: "bluegreen: look at the lock" });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Deletes every resource of the stack, then the stack and its settings file. */
export async function destroy(options: EngineOptions): Promise<void> {
  const { signal, name } = options;
  const operation = operate(options, null, "run the command again: it goes on");
  const stack = await selected(options, operation);
  signal.throwIfAborted();
  const { guard, events } = operation;
  await guard(() => stack.destroy({ color: "never", signal, onEvent: events.onEvent }));
  await guard(() => stack.workspace.removeStack(name));
}

async function runUp(
  { signal, name }: PulumiStackOptions,
  { program, guard, outputs, events }: Operation,
  stack: PulumiStack,
  file: StackFile,
  how: Pick<UpOptions, "message" | "refresh" | "target" | "targetDependents">,
): Promise<Outputs> {
  signal.throwIfAborted();
  skipQueriesAfterUp(stack);
  await withConfigFile(name, file, (configFile) =>
    guard(() =>
      stack.up({ ...how, configFile, program, color: "never", signal, onEvent: events.onEvent }),
    ),
  );
  return outputs();
}

/** The file with notes for the engine's history: of which settings the `up` was, and of which services. */
function noting(
  file: StackFile,
  settings: string | null,
  only: readonly string[] | null,
): StackFile {
  const notes = {
    ...(settings !== null && { [settingsKey]: settings }),
    ...(only && { [onlyKey]: only.join(",") }),
  };
  return { ...file, config: { ...file.config, ...notes } };
}

/** The services that an operation is of, as long as the settings are what they were; null: all. */
function servicesOf(only: ApplyOptions["only"], settings: string | null) {
  return only?.settings === settings ? (only?.services ?? null) : null;
}

/**
 * The services with all that is in them. The program registers nothing of the others, and what is neither
 * targeted nor registered the engine keeps as it is.
 */
function targets({ name: project }: Project, stack: string, services: readonly string[]) {
  const urn = (service: string) => `urn:pulumi:${stack}::${project}::${serviceType}::${service}`;
  return { target: services.map(urn), targetDependents: true };
}

/** Once for each of a session. */
const selections = new WeakMap<object, Map<string, Promise<PulumiStack>>>();

function selected(options: EngineOptions, { guard }: Operation): Promise<PulumiStack> {
  const { name, project } = options;
  const known = selections.get(project) ?? new Map<string, Promise<PulumiStack>>();
  selections.set(project, known);
  const stack =
    known.get(name) ??
    guard(async () => {
      const space = await workspace(options);
      // Each command names its stack; to select it first is one more call of the CLI.
      space.selectStack = () => Promise.resolve();
      return PulumiStack.select(name, space);
    });
  known.set(name, stack);
  return stack;
}

async function workspace({ project, engine, now }: EngineOptions): Promise<LocalWorkspace> {
  const pulumiCommand = inOwnGroup(engine, now);
  // The program that counts is given to each operation.
  const program = () => Promise.resolve({});
  return LocalWorkspace.create({ workDir: project.cwd, pulumiCommand, program });
}

async function fileWith(
  { project, name, text }: PulumiStackOptions,
  wanted: ReleaseState,
): Promise<StackFile> {
  return withRelease(project, await readStackFile(project, name, text), wanted);
}

/**
 * The Automation API asks the CLI three more times after each `up`, for the outputs and the history.
 * The program ran in this process, so its outputs are at hand already. `npm run bench -- --only queries`
 * measures what that saves.
 */
export function skipQueriesAfterUp(stack: PulumiStack): void {
  stack.outputs = () => Promise.resolve({});
  stack.info = () => Promise.resolve(undefined);
}
