import { all } from "@pulumi/pulumi";
import {
  LocalWorkspace,
  type PulumiCommand,
  Stack as PulumiStack,
} from "@pulumi/pulumi/automation";
import { type Settings } from "../../../config/schema";
import { type ReleaseState, releaseStateSchema } from "../../../release/state";
import { inventorySchema } from "../../inventory";
import type { ApplyOptions, Deployed, PlannedResources, Stack } from "../../ports";
import { readEngineState } from "./engineState";
import { translateFailure } from "./failures";
import {
  type Project,
  readStackFile,
  type StackFile,
  withConfigFile,
  withRelease,
} from "./settingsFile";
import { collectEvents } from "./upEvents";

export interface PulumiStackOptions {
  project: Project;
  name: string;
  settings: Settings;
  engine: PulumiCommand;
  /** Cancels the operation under way, once. */
  signal: AbortSignal;
  /** Told of every resource that changes. */
  onResource: (text: string) => void;
}

type Outputs = Record<string, unknown>;
type Program = () => Promise<Outputs>;

/** The stack through the real engine; the program runs in this process. */
export function pulumiStack(options: PulumiStackOptions): Stack {
  const { project, name, settings, engine } = options;
  let latest: Outputs | null = null;
  return {
    name,
    settings,
    read: async () => deployedFrom((latest ??= await readOutputs(engine, project, name))),
    engineState: async () =>
      readEngineState(await askJson(engine, project, name, ["stack", "export"])),
    preview: async (wanted) => preview(options, wanted),
    apply: async (wanted, how) => deployedFrom((latest = await up(options, wanted, how))),
  };
}

/** An `up` that carries the deployed release state over; creates the stack when there is none. */
export async function plainUp(options: PulumiStackOptions): Promise<Deployed> {
  const { project, name } = options;
  const operation = operate(options);
  const stack = await operation.guard(async () =>
    PulumiStack.createOrSelect(name, await workspace(options, operation.program)),
  );
  // Read after the stack exists: its creation writes the salt of its secrets into the file.
  const file = await readStackFile(project, name);
  return deployedFrom(
    await runUp(options, operation, stack, file, {
      message: "bluegreen: plain up",
      refresh: false,
    }),
  );
}

async function up(
  options: PulumiStackOptions,
  wanted: ReleaseState,
  how: ApplyOptions,
): Promise<Outputs> {
  const operation = operate(options);
  const stack = await selected(options, operation);
  const file = withRelease(
    options.project,
    await readStackFile(options.project, options.name),
    wanted,
  );
  return runUp(options, operation, stack, file, how);
}

async function runUp(
  options: PulumiStackOptions,
  { program: _, guard, outputs, events }: Operation,
  stack: PulumiStack,
  file: StackFile,
  { message, refresh }: ApplyOptions,
): Promise<Outputs> {
  options.signal.throwIfAborted();
  skipQueriesAfterUp(stack);
  await withConfigFile(options.name, file, (configFile) =>
    guard(() =>
      stack.up({
        configFile,
        message,
        refresh,
        color: "never",
        signal: options.signal,
        onEvent: events.onEvent,
      }),
    ),
  );
  return outputs();
}

async function preview(
  options: PulumiStackOptions,
  wanted: ReleaseState,
): Promise<PlannedResources> {
  const operation = operate({ ...options, onResource: () => undefined });
  const stack = await selected(options, operation);
  const file = withRelease(
    options.project,
    await readStackFile(options.project, options.name),
    wanted,
  );
  await withConfigFile(options.name, file, (configFile) =>
    operation.guard(() =>
      stack.preview({
        configFile,
        color: "never",
        signal: options.signal,
        onEvent: operation.events.onEvent,
      }),
    ),
  );
  return operation.events.planned();
}

async function selected(
  options: PulumiStackOptions,
  { program, guard }: Operation,
): Promise<PulumiStack> {
  return guard(async () => PulumiStack.select(options.name, await workspace(options, program)));
}

async function workspace({ project, engine }: PulumiStackOptions, program: Program) {
  return LocalWorkspace.create({ workDir: project.cwd, pulumiCommand: engine, program });
}

/** One operation of the engine, with what its program returned or threw. */
interface Operation {
  program: Program;
  events: ReturnType<typeof collectEvents>;
  /** Runs a call of the Automation API and translates its failure. */
  guard: <T>(call: () => Promise<T>) => Promise<T>;
  outputs: () => Outputs;
}

function operate(options: PulumiStackOptions): Operation {
  let programError: Error | null = null;
  let resolved: Outputs = {};
  const events = collectEvents(options.onResource);
  return {
    events,
    program: async () => {
      try {
        const { program } =
          require("../../../components/program") as typeof import("../../../components/program");
        const outputs: Outputs = await program();
        all(outputs).apply((values) => (resolved = values));
        return outputs;
      } catch (error) {
        programError = error instanceof Error ? error : new Error(String(error));
        throw error;
      }
    },
    guard: async (call) => {
      try {
        return await call();
      } catch (error) {
        throw translateFailure({
          stack: options.name,
          error,
          programError,
          failures: events.failures(),
          cancelled: options.signal.aborted,
        });
      }
    },
    outputs: () => resolved,
  };
}

/**
 * The Automation API asks the CLI three more times after each `up`, for the outputs and the history.
 * The program ran in this process, so its outputs are at hand already.
 */
function skipQueriesAfterUp(stack: PulumiStack): void {
  stack.outputs = () => Promise.resolve({});
  stack.info = () => Promise.resolve(undefined);
}

async function readOutputs(
  engine: PulumiCommand,
  project: Project,
  stack: string,
): Promise<Outputs> {
  const args = ["stack", "output", "--json", "--show-secrets"];
  return (await askJson(engine, project, stack, args)) as Outputs;
}

/** A question to the CLI about the stack; takes no lock. */
async function askJson(
  engine: PulumiCommand,
  { cwd }: Project,
  stack: string,
  args: string[],
): Promise<unknown> {
  const { execa } = await import("execa");
  try {
    const { stdout } = await execa(engine.command, [...args, "--stack", stack], { cwd });
    return JSON.parse(stdout) as unknown;
  } catch (error) {
    throw translateFailure({ stack, error, programError: null, failures: [], cancelled: false });
  }
}

function deployedFrom(outputs: Outputs): Deployed {
  const { release, inventory, colorSecret } = outputs;
  return {
    release: release === undefined ? undefined : releaseStateSchema.parse(release),
    inventory: inventory === undefined ? undefined : inventorySchema.parse(inventory),
    colorSecret: typeof colorSecret === "string" ? colorSecret : undefined,
  };
}
