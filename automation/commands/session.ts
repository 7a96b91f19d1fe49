import type { CommandResult } from "./result";
import type { VerifyParts } from "./verify";
import type { Notifier } from "../world/notifier";
import type { Announcer } from "../events/announcer";
import type { World } from "../world/connected";
import type { Metrics } from "../world/metrics";
import type { Clock, Observer, Reporter, Stack } from "../world/ports";
import type { RecordStore } from "../world/recordStore";
import type { StackFiles, Stacks } from "../world/stacks";
import type { DeployError } from "../world/errors";
import type { Update } from "../history/update";
import type { EngineLocks } from "../locks/engineLock";
import type { Machine } from "../locks/liveness";
import type { SettledPending } from "../locks/pending";
import type { Run } from "../runbook/run";
import type { PulumiStackOptions } from "../adapters/pulumi/options";
import type { Project } from "../adapters/pulumi/settingsFile";

/** Everything a command works with, wired to the real adapters. */
export interface Session {
  /** Connects to AWS and gets Pulumi ready; not every command needs it. */
  run: () => Run;
  verifyParts: () => VerifyParts;
  stack: Stack;
  /** Why the settings are those of the last `up`: the settings file can't be used; null: it can. */
  unreadable: DeployError | null;
  /** AWS as it is looked at for this many seconds at most. */
  observing: (seconds: number) => Observer;
  /** The load balancers' metrics, likewise. */
  counting: (seconds: number) => Metrics;
  /** Reads ECS services that this project did not make; undefined in a rehearsal. */
  ecsService: () => World["ecsService"];
  /** What the tasks write, tasks that run a single command, and commands in running ones. */
  tasks: () => Pick<World, "logs" | "oneOffTasks" | "execSessions"> & {
    clock: Clock;
    reporter: Reporter;
  };
  stackOptions: PulumiStackOptions;
  /** Applies the settings to the environment. */
  up: () => Promise<CommandResult>;
  machine: Machine;
  /** The command line, as it was typed. */
  command: string;
  locks: () => Promise<EngineLocks>;
  /** The last updates of the stack, newest first. */
  history: (count: number) => Promise<Update[]>;
  /** Tells who is to know what this command does to the release. */
  announcer: Announcer;
  notifier: () => Notifier;
  /** Where records of releases are kept; each call has its own time in which it must be done. Undefined: nowhere. */
  records?: (() => RecordStore) | undefined;
  /** Takes the Markdown that the pipeline's step shows of the command; undefined: no step shows any. */
  summarize?: ((markdown: string) => void) | undefined;
}

/** The project with all its stacks, for commands that concern more than one of them. */
export interface ProjectSession {
  project: Project;
  files: StackFiles;
  stacks: Stacks;
  clock: Clock;
  reporter: Reporter;
  machine: Machine;
  /** One stack, with the settings in its file or, if given, in `text`; `orApplied`: failing that, those of the last `up`. */
  open: (stack: string, text?: string, how?: { orApplied: boolean }) => Promise<Session>;
  /** Those of the stacks that were opened. */
  announcers: () => readonly Announcer[];
  /** What `unlock` works with; needs no settings file, which may be on a machine that is gone. */
  unlocking: (stack: string) => Promise<Unlocking>;
}

export interface Unlocking {
  locks: EngineLocks;
  machine: Machine;
  settlePending: () => Promise<SettledPending>;
}
