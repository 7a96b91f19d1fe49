import { setMaxListeners } from "node:events";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { ofNamespace, splitDerived } from "../../config/raw";
import { readSettings } from "../../config/settings";
import { stackFileProblems } from "../../config/stackFile";
import { stackProblems } from "../../config/checks/stack";
import { scalarProblems } from "../../config/yamlScalars";
import { counted } from "../../config/plural";
import type { Settings } from "../../config/schema";
import { builtOn } from "../commands/dependents";
import type { Stacks } from "../world/stacks";
import type { ProjectOptions, StackOptions } from "../commands/options";
import { locateEngine, type LocatedEngine } from "../engine/findEngine";
import { DeployError, refused } from "../world/errors";
import type { Inspector } from "../world/inspector";
import type { Clock, Reporter } from "../world/ports";
import { allRules, type RuleName, ruleNames, type Rules, rulesWithout } from "../world/rules";
import { startRun } from "../runbook/run";
import { systemClock } from "../adapters/clock";
import { consoleReporter } from "./console/reporter";
import { httpReads } from "../adapters/reads";
import { gateTests } from "../adapters/gate/tests";
import { readHistory } from "../adapters/pulumi/history";
import { backendUrl, locksOf } from "../adapters/pulumi/locks/locks";
import { settlePending } from "../adapters/pulumi/pending/settlePending";
import { sweepTempFolders } from "../adapters/tempFolder";
import { thisMachine } from "../adapters/machine";
import { pulumiStack } from "../adapters/pulumi/stack";
import type { EngineOptions, PulumiStackOptions } from "../adapters/pulumi/options";
import {
  readProject,
  readStackFile,
  readStackText,
  regionOf,
} from "../adapters/pulumi/settingsFile";
import { awsLoginOf } from "../adapters/pulumi/awsLogin";
import { stackFiles } from "../adapters/pulumi/stackFiles";
import { pulumiStacks } from "../adapters/pulumi/stacks";
import type { Stopping } from "./signals";
import type { Surroundings } from "../world/connected";
import type { ProjectSession, Session } from "../commands/session";

/** Reads the settings and finds the Pulumi CLI before anything else, so that mistakes show at once. */
export async function openSession(
  options: StackOptions,
  stopping: Stopping,
  surroundings: Surroundings,
): Promise<Session> {
  return (await openProject(options, stopping, surroundings)).open(options.stack);
}

export async function openProject(
  options: ProjectOptions,
  { soon: signal, now }: Stopping,
  surroundings: Surroundings,
): Promise<ProjectSession> {
  // Meanwhile: what it removes is nobody's.
  void sweepTempFolders();
  const project = await readProject(options.cwd);
  const clock = systemClock(signal);
  const reporter = consoleReporter(process.stderr, () => clock.nowMs());
  const engine = once(() =>
    locateEngine({ progress: (line) => reporter.note(line), looking: () => undefined, signal }),
  );
  const how = { signal, now, ...telling(reporter) };
  const stacks = pulumiStacks({ project, engine, ...how });
  return {
    project,
    files: stackFiles(project),
    stacks,
    clock,
    reporter,
    open: (stack, text) =>
      openStack({ ...how, clock, reporter, project, engine, stacks, stack, text, surroundings }),
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
  engine: () => Promise<LocatedEngine>;
  stacks: Stacks;
  clock: Clock;
  reporter: Reporter;
  surroundings: Surroundings;
}

async function openStack(opening: Opening): Promise<Session> {
  const { project, stack: name, text, signal, clock, reporter, surroundings } = opening;
  const content = text ?? (await readStackText(project, name));
  const file = await readStackFile(project, name, content);
  const settings = settingsOf(
    name,
    ofNamespace(file.config ?? {}, project.name),
    [...stackFileProblems(file, project.name), ...scalarProblems(content, project.name)],
    text !== undefined,
  );
  refuseStackNames(project.name, name, settings);
  // Refused before Pulumi reads the file.
  const login = awsLoginOf(file);
  if (file.config?.["aws:region"] !== undefined) regionOf(file);
  const engine = await opening.engine();
  const world = (until = signal) =>
    surroundings.connect({ region: regionOf(file), signal: until, login });
  const stackOptions: PulumiStackOptions = {
    ...{ ...opening, name, settings, engine },
    // What is built on another environment is not built on itself.
    dependents: once(() =>
      settings.foundation ? Promise.resolve([]) : builtOn(opening.stacks, name),
    ),
    delegation: (zone) => delegationOf(world().inspector, zone, opening.onNote),
  };
  const stack = pulumiStack(stackOptions);
  const run = () => {
    // In parallel with the Pulumi CLI's first answer.
    setImmediate(() => lazyEngineRun().prepare(stackOptions));
    const { endpoint, minuteMs, ...cloud } = world();
    const tests = gateTests({
      cwd: project.cwd,
      endpoint,
      signal,
      logFolder: join(stateFolder(process.env), name),
      warn: (line) => reporter.warn(line),
      note: (line) => reporter.note(line),
    });
    const reads = httpReads({ endpoint, minuteMs, signal });
    const ports = { stack, ...cloud, tests, reads, clock, reporter };
    return startRun(ports, rulesFrom(process.env, surroundings), ownerName());
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
      };
    },
    stack,
    observing: (seconds) => world(within(seconds, signal)).observer,
    ...{ tasks: () => ({ ...world(), clock, reporter }), stackOptions },
    up: () => lazyUp().up(stackOptions, stack, run, opening.stacks),
    machine: thisMachine,
    locks: () => locksOf(stackOptions),
    history: (count) => readHistory(stackOptions, count),
  };
}

function within(seconds: number, signal: AbortSignal): AbortSignal {
  const until = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  // As in cli/signals.ts.
  setMaxListeners(0, until);
  return until;
}

/** Null if nobody answers; that alone stops no `up`, and `verify` says it too. */
async function delegationOf(
  inspector: Inspector,
  zone: string,
  note: (text: string) => void,
): Promise<string[] | null> {
  try {
    const answer = await inspector.delegation(zone);
    return "value" in answer ? answer.value : null;
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    note(`${error.found}; ${error.next}`);
    return null;
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
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/**
 * Settings of a stack; throws DeployError `refused` with every problem, including `others`. With `edited` they
 * are those that a command is about to write.
 */
export function settingsOf(
  stack: string,
  config: Record<string, unknown>,
  others: readonly string[] = [],
  edited = false,
): Settings {
  const reading = readSettings(splitDerived(config).settings);
  if (reading.ok && others.length === 0) return reading.value;
  // What a reader of YAML takes for something else is no number or text yet.
  const [keys, found] = [others.map(keyIn), reading.ok ? [] : reading.problems];
  const problems = [...others, ...found.filter((problem) => !keys.includes(keyIn(problem)))];
  const have = `${edited ? "would have" : "have"} ${counted(problems.length, "problem")}`;
  throw refused(
    `the settings in Pulumi.${stack}.yaml ${have}; nothing was changed`,
    edited
      ? "run the command again with a name or values that are allowed"
      : "fix the settings and run the command again",
    problems,
  );
}

/** The key that a problem begins with. */
function keyIn(problem: string): string | undefined {
  return /^`([^`]*)`/.exec(problem)?.[1];
}

function refuseStackNames(project: string, stack: string, settings: Settings): void {
  const problems = stackProblems(project, stack, settings);
  if (problems.length === 0) return;
  throw refused(
    "AWS would refuse resource names built from these; nothing was changed",
    "give the stack another name: rename its settings file, then run the command again",
    problems,
  );
}

function ownerName(): string {
  return `${userInfo().username}@${hostname()}:${process.pid}`;
}

/** For logs only; no release depends on anything in here. */
function stateFolder(env: NodeJS.ProcessEnv): string {
  const base = env["XDG_STATE_HOME"] ?? join(env["HOME"] ?? ".", ".local", "state");
  return join(base, "bluegreen");
}

/** `BLUEGREEN_BREAK` disables safety rules to show that a rehearsal notices; never against AWS. */
function rulesFrom(env: NodeJS.ProcessEnv, { rehearsed }: Surroundings): Rules {
  const broken = env["BLUEGREEN_BREAK"];
  if (!broken) return allRules;
  if (!rehearsed) {
    throw refused("BLUEGREEN_BREAK is set, but this is not a rehearsal", "unset BLUEGREEN_BREAK");
  }
  const names = broken.split(",");
  const unknown = names.filter((name) => !(name in allRules));
  if (unknown.length > 0) {
    throw refused(
      `BLUEGREEN_BREAK has unknown rules: ${unknown.join(", ")}`,
      `use one or more of: ${ruleNames.join(", ")}`,
    );
  }
  return rulesWithout(names as RuleName[]);
}
