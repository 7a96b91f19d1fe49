import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { ofNamespace, splitDerived } from "../../config/raw";
import { readSettings } from "../../config/settings";
import type { Settings } from "../../config/schema";
import type { StackOptions } from "../commands/options";
import type { VerifyParts } from "../commands/verify";
import { locateEngine } from "../engine/findEngine";
import { refused } from "../errors";
import type { Stack } from "../ports";
import type { Update } from "../history/update";
import type { EngineLocks } from "../locks/engineLock";
import type { Machine } from "../locks/liveness";
import type { SettledPending } from "../locks/pending";
import { allRules, type RuleName, ruleNames, type Rules, rulesWithout } from "../rules";
import { type Run, startRun } from "../runbook/run";
import { systemClock } from "./clock";
import { consoleReporter } from "./console/reporter";
import { gateTests } from "./gate/tests";
import { readHistory } from "./pulumi/history";
import { lockHolders, locksOf } from "./pulumi/locks/locks";
import { settlePending } from "./pulumi/pending/settlePending";
import { thisMachine } from "./machine";
import { pulumiStack, type PulumiStackOptions } from "./pulumi/stack";
import { readProject, readStackFile, type StackFile } from "./pulumi/settingsFile";
import type { Stopping } from "./signals";
import { connectWorld, localCloudVariable } from "./world";

/** Everything a command works with, wired to the real world. */
export interface Session {
  /** Connects to the world on first use; not every command needs it. */
  run: () => Run;
  verifyParts: () => VerifyParts;
  stack: Stack;
  stackOptions: PulumiStackOptions;
  machine: Machine;
  locks: () => Promise<EngineLocks>;
  settlePending: () => Promise<SettledPending>;
  /** The last updates of the stack, newest first. */
  history: (count: number) => Promise<Update[]>;
}

/** Reads the settings and finds the engine before anything else, so that a mistake costs no wait. */
export async function openSession(
  options: StackOptions,
  { soon: signal, now }: Stopping,
): Promise<Session> {
  const project = await readProject(options.cwd);
  const file = await readStackFile(project, options.stack);
  const settings = settingsOf(options.stack, ofNamespace(file.config ?? {}, project.name));
  const clock = systemClock(signal);
  const reporter = consoleReporter(process.stderr, () => clock.nowMs());
  const engine = await locateEngine({
    progress: (line) => reporter.note(line),
    looking: () => undefined,
    signal,
  });
  const stackOptions: PulumiStackOptions = {
    project,
    name: options.stack,
    settings,
    engine,
    signal,
    now,
    onResource: (text) => reporter.waiting(`engine: ${text}`, null),
    onNote: (text) => reporter.note(text),
  };
  const stack = pulumiStack(stackOptions);
  const world = () => connectWorld(process.env, { region: regionOf(file), signal });
  const run = () => {
    const { observer, inspector, oneOffTasks, endpoint } = world();
    const tests = gateTests({
      cwd: options.cwd,
      endpoint,
      signal,
      logFolder: join(stateFolder(process.env), options.stack),
      warn: (text) => reporter.warn(text),
    });
    const ports = { stack, observer, inspector, oneOffTasks, tests, clock, reporter };
    return startRun(ports, rulesFrom(process.env), ownerName());
  };
  return {
    run,
    verifyParts: () => ({
      ports: { ...world(), stack, clock },
      locks: () => lockHolders(stackOptions),
      tags: { project: project.name, environment: options.stack },
    }),
    stack,
    stackOptions,
    machine: thisMachine,
    locks: () => locksOf(stackOptions),
    settlePending: () => settlePending(stackOptions),
    history: (count) => readHistory(stackOptions, count),
  };
}

/** Settings of a stack; throws DeployError `refused` with every problem. */
export function settingsOf(stack: string, config: Record<string, unknown>): Settings {
  const reading = readSettings(splitDerived(config).settings);
  if (reading.ok) return reading.value;
  throw refused(
    `the settings in Pulumi.${stack}.yaml have ${reading.problems.length} problem(s); nothing was changed`,
    "mend them and run the command again",
    reading.problems,
  );
}

function regionOf({ config }: StackFile): string {
  const region = config?.["aws:region"] ?? process.env["AWS_REGION"];
  if (typeof region === "string") return region;
  throw refused("no AWS region is set", "set `aws:region` in the stack's settings file");
}

function ownerName(): string {
  return `${userInfo().username}@${hostname()}:${process.pid}`;
}

/** Logs only; nothing that a release depends on is kept here. */
function stateFolder(env: NodeJS.ProcessEnv): string {
  const base = env["XDG_STATE_HOME"] ?? join(env["HOME"] ?? ".", ".local", "state");
  return join(base, "bluegreen");
}

/** `BLUEGREEN_BREAK` breaks rules on purpose, to show that a rehearsal notices; never against AWS. */
function rulesFrom(env: NodeJS.ProcessEnv): Rules {
  const broken = env["BLUEGREEN_BREAK"];
  if (!broken) return allRules;
  if (!env[localCloudVariable]) {
    throw refused("BLUEGREEN_BREAK is set, and this is not a rehearsal", "unset BLUEGREEN_BREAK");
  }
  const names = broken.split(",");
  const unknown = names.filter((name) => !(name in allRules));
  if (unknown.length > 0) {
    throw refused(
      `BLUEGREEN_BREAK names no rule: ${unknown.join(", ")}`,
      `one of ${ruleNames.join(", ")}`,
    );
  }
  return rulesWithout(names as RuleName[]);
}
