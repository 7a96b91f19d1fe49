import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Announcer, announcing } from "../events/announcer";
import { credentialsIn } from "../world/credentialNames";
import { mostSeconds, type Notifier } from "../world/notifier";
import { builtOn } from "../commands/dependents";
import type { Stacks } from "../world/stacks";
import type { ProjectOptions, StackOptions } from "../commands/options";
import { locateEngine, type LocatedEngine } from "../engine/findEngine";
import { homeFolder, userName } from "../engine/user";
import { DeployError } from "../world/errors";
import type { Answer } from "../world/inspector";
import type { Clock, Reporter, Tests } from "../world/ports";
import { rulesWithout } from "../world/rules";
import { startRun } from "../runbook/run";
import { systemClock } from "../adapters/clock";
import { consoleReporter } from "./console/reporter";
import { quotedTasks } from "../adapters/quotedTasks";
import { httpReads } from "../adapters/reads";
import { gateTests } from "../adapters/gate/tests";
import { readHistory } from "../adapters/pulumi/history";
import { backendUrl, locksOf } from "../adapters/pulumi/locks/locks";
import { withoutMetadata } from "../adapters/pulumi/fileBackend";
import { settlePending } from "../adapters/pulumi/pending/settlePending";
import { sweepTempFolders } from "../adapters/tempFolder";
import { thisMachine } from "../adapters/machine";
import { pulumiStack } from "../adapters/pulumi/stack";
import type { EngineOptions, PulumiStackOptions } from "../adapters/pulumi/options";
import { readProject, regionOf } from "../adapters/pulumi/settingsFile";
import { stackFiles } from "../adapters/pulumi/stackFiles";
import { pulumiStacks } from "../adapters/pulumi/stacks";
import { brokenRules, isRule } from "./brokenRules";
import { commandLine } from "./registrations/options";
import { recordsOf } from "./records";
import type { Stopping } from "./signals";
import type { Endpoint, Surroundings } from "../world/connected";
import type { ProjectSession, Session } from "../commands/session";
import type { Opened } from "./registrations/program";
import { presentOrApplied, stackSettings } from "./stackSettings";

/** Reads the settings and finds the Pulumi CLI before anything else, so that mistakes show at once. */
export async function openSession(
  options: StackOptions,
  stopping: Stopping,
  surroundings: Surroundings,
  how?: Opened,
): Promise<Session> {
  const { open } = await openProject(options, stopping, surroundings);
  return open(options.stack, undefined, how);
}

export async function openProject(
  options: ProjectOptions,
  { soon: signal, now }: Stopping,
  surroundings: Surroundings,
): Promise<ProjectSession> {
  // Meanwhile: what it removes is nobody's.
  void sweepTempFolders();
  const project = await readProject(options.cwd);
  await withoutMetadata(project, process.env);
  const clock = systemClock(signal);
  const reporter = consoleReporter(process.stderr, () => clock.nowMs());
  const engine = once(() =>
    locateEngine({ progress: (line) => reporter.note(line), looking: () => undefined, signal }),
  );
  const how = { signal, now, ...telling(reporter) };
  const stacks = pulumiStacks({ project, engine, ...how });
  const announcers: Announcer[] = [];
  return {
    project,
    announcers: () => announcers,
    files: stackFiles(project),
    stacks,
    clock,
    reporter,
    machine: thisMachine,
    open: async (stack, text, { orApplied } = { orApplied: false }) => {
      const opening = { ...how, clock, reporter, project, engine, stacks, stack, surroundings };
      const session = await openStack({ ...opening, text, orApplied });
      announcers.push(session.announcer);
      return session;
    },
    unlocking: async (name) => {
      const options = { ...how, project, name, engine: await engine() };
      const locks = await locksOf(options);
      return { locks, machine: thisMachine, settlePending: () => settlePending(options) };
    },
  };
}

interface Opening extends Omit<EngineOptions, "name" | "engine"> {
  stack: string;
  text: string | undefined;
  orApplied: boolean;
  engine: () => Promise<LocatedEngine>;
  stacks: Stacks;
  clock: Clock;
  reporter: Reporter;
  surroundings: Surroundings;
}

async function openStack(opening: Opening): Promise<Session> {
  const { project, stack: name, signal, clock, reporter, surroundings } = opening;
  const { file, settings, login, text, unreadable } = opening.orApplied
    ? await presentOrApplied({ project, name }, opening.engine)
    : await stackSettings(project, name, opening.text);
  const engine = await opening.engine();
  const world = (until = signal) =>
    surroundings.connect({ region: regionOf(file), signal: until, login });
  const stackOptions: PulumiStackOptions = {
    ...{ ...opening, name, settings, engine, text },
    locks: async () => (await locksOf(stackOptions)).peek(),
    // What is built on another environment is not built on itself.
    dependents: once(() =>
      settings.foundation ? Promise.resolve([]) : builtOn(opening.stacks, name),
    ),
    delegation: async (zone) =>
      (await answered(world().inspector.delegation(zone), opening.onNote)) ?? null,
    certificates: (arn) => answered(world().inspector.certificate(arn), opening.onNote),
  };
  const notifier = once(() => lazyNotifier().createNotifier(world().outlets, process.env));
  const announcer = announcerOf(opening, stackOptions, notifier);
  const { stack } = announcer;
  const run = () => {
    if (unreadable) warnUnreadable(reporter, unreadable);
    // In parallel with the Pulumi CLI's first answer.
    setImmediate(() => lazyEngineRun().prepare(stackOptions));
    const { endpoint, minuteMs, ...cloud } = world();
    const tests = testsOf(opening, endpoint);
    const reads = httpReads({ endpoint, minuteMs, signal });
    const oneOffTasks = quotedTasks(cloud.oneOffTasks, credentialsIn(process.env));
    const ports = { stack, ...cloud, oneOffTasks, tests, reads, clock, reporter };
    return startRun(
      ports,
      rulesWithout(brokenRules(process.env, surroundings).filter(isRule)),
      ownerName(),
    );
  };
  return {
    run,
    verifyParts: () => {
      const connected = world();
      const backend = once(() => backendUrl(stackOptions));
      return {
        ports: { ...connected, reads: httpReads({ ...connected, signal }), stack, clock },
        locks: async () => (await locksOf(stackOptions, backend())).peek(),
        backend,
        stackIdentity: { project: project.name, stack: name },
        unreadable,
      };
    },
    stack,
    ...{ announcer, notifier, unreadable, ecsService: () => world().ecsService },
    observing: (seconds) => world(within(seconds, signal)).observer,
    counting: (seconds) => world(within(seconds, signal)).metrics,
    ...{ tasks: () => ({ ...world(), clock, reporter }), stackOptions },
    up: () => lazyUp().up(stackOptions, stack, run, opening.stacks, announcer),
    records: recordsOf({ settings, stack: name, cwd: project.cwd }, world),
    ...{ machine: thisMachine, command: commandLine() },
    locks: () => locksOf(stackOptions),
    history: (count) => readHistory(stackOptions, count),
  };
}

function testsOf({ project, stack, signal, reporter }: Opening, endpoint: Endpoint): Tests {
  return gateTests({
    cwd: project.cwd,
    endpoint,
    signal,
    logFolder: stateFolder(process.env, stack),
    warn: (line) => reporter.warn(line),
    note: (line) => reporter.note(line),
  });
}

function announcerOf(
  { clock, reporter, signal, surroundings }: Opening,
  options: PulumiStackOptions,
  notifier: () => Notifier,
): Announcer {
  return announcing({
    ...{ stack: pulumiStack(options), owner: ownerName(), clock, reporter },
    receivers: options.settings.notify,
    notifier,
    history: (count) => readHistory({ ...options, signal: within(mostSeconds, signal) }, count),
    secrets: credentialsIn(process.env),
    broken: () => brokenRules(process.env, surroundings),
  });
}

const lazyNotifier = () =>
  require("../adapters/notify/notifier") as typeof import("../adapters/notify/notifier");

/** A command that changes something says what it goes by. */
function warnUnreadable(reporter: Reporter, { found, reasons }: DeployError): void {
  reporter.warn(`${found}; going by the settings of the last \`up\``);
  for (const reason of reasons) reporter.warn(reason);
}

function within(seconds: number, signal: AbortSignal): AbortSignal {
  const until = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  // As in cli/signals.ts.
  setMaxListeners(0, until);
  return until;
}

/** Undefined if nobody answers; that alone stops no `up`, and `verify` says it too. */
async function answered<T>(
  question: Promise<Answer<T>>,
  note: (text: string) => void,
): Promise<T | undefined> {
  try {
    const answer = await question;
    return "value" in answer ? answer.value : undefined;
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    note(`${error.found}; ${error.next}`);
    return undefined;
  }
}

const lazyEngineRun = () =>
  require("../adapters/pulumi/engineRun") as typeof import("../adapters/pulumi/engineRun");
const lazyUp = () => require("../commands/up") as typeof import("../commands/up");

function telling(reporter: Reporter): Pick<EngineOptions, "onResource" | "onNote"> {
  return {
    onResource: (text) => reporter.waiting(`Pulumi: ${text}`, null),
    onNote: (text) => reporter.note(text),
  };
}

/** Calls `make` on first use only. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function ownerName(): string {
  return `${userName(process.env)}@${hostname()}:${process.pid}`;
}

/** For logs only; no release depends on anything in here. */
function stateFolder(env: NodeJS.ProcessEnv, stack: string): string | null {
  const home = homeFolder(env);
  const base = env["XDG_STATE_HOME"] || (home && join(home, ".local", "state"));
  return base && join(base, "bluegreen", stack);
}
