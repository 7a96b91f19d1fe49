import { Command, Option } from "commander";
import type { ProjectOptions, StackOptions } from "../../commands/options";
import type { CommandResult } from "../../commands/result";
import type { Screen } from "../../commands/watch";
import type { ProjectSession, Session } from "../../commands/session";
import { type Described, describe, families, helpOfProgram } from "./help";
import { stackNamed } from "./options";
import { unknownCommand, usageError } from "./usage";
import { checkValues } from "./values";

/** What a command does once its session is open; it loads what it needs, and nothing else does. */
export type Action = (session: Session) => Promise<CommandResult>;

/** Opens the session, runs the action, prints its result, sets the exit code. */
export type Perform = (options: StackOptions, action: Action, how?: Opened) => Promise<void>;

export interface Opened {
  /** If the settings file can't be used, the command goes on with the settings of the last `up`. */
  orApplied: boolean;
  /** A pipeline's step shows the command's result, or its failure, as that of a plan or a release. */
  summary?: "plan" | "release";
}

export const orApplied: Opened = { orApplied: true };

/** For the commands that run a release (commands/recorded.ts). */
export const summarized: Opened = { orApplied: false, summary: "release" };
export const summarizedOrApplied: Opened = { ...summarized, orApplied: true };

/** As `Perform`, for a command that prints as it goes and may have no end but Ctrl-C. */
export type Watch = (
  options: StackOptions,
  action: (
    session: Session,
    print: (line: string) => void,
    screen: Screen,
  ) => Promise<CommandResult>,
) => Promise<void>;

/** As `Perform`, for a command that concerns more than one stack. */
export type PerformInProject = (
  options: ProjectOptions,
  /** Where to look when the command was stopped. */
  stack: string,
  action: (project: ProjectSession) => Promise<CommandResult>,
) => Promise<void>;

/** As `Perform`, for a command that needs neither settings nor Pulumi. */
export type PerformOffline = (
  options: Pick<ProjectOptions, "json">,
  action: (print: (line: string) => void) => CommandResult | Promise<CommandResult>,
) => Promise<void>;

export interface Performing {
  perform: Perform;
  watch: Watch;
  performInProject: PerformInProject;
  performOffline: PerformOffline;
}

/** Adds commands to the program. */
export type Register = (commands: Commands) => void;

/** What commands are registered with: the options that all of them take, and how they run. */
export interface Commands extends Performing {
  /** A command on one stack: takes `--stack`, `--cwd` and `--json`. */
  add: (name: string, described: Described) => Command;
  /** A command on the project: takes `--cwd` and `--json`. */
  addInProject: (name: string, described: Described) => Command;
  /** Takes `--json`. */
  addOffline: (name: string, described: Described) => Command;
}

export function buildProgram(
  performing: Performing,
  registrations: readonly Register[],
  version: string,
): Command {
  const program = failing(new Command("bluegreen"))
    .version(version, "--version", "print the version")
    .configureOutput({ outputError: () => undefined });
  helpOfProgram(program);
  const addOffline = (name: string, described: Described) => {
    const path = name.split(" ");
    const parent = path
      .slice(0, -1)
      .reduce((group, part) => groupIn(group, part, described), program);
    const command = failing(parent.command(path.at(-1)!));
    return describe(command, described).option(
      "--json",
      "print one JSON document on stdout",
      false,
    );
  };
  const addInProject = (name: string, described: Described) =>
    addOffline(name, described).addOption(
      new Option("--cwd <folder>", "folder of Pulumi.yaml").default(
        process.cwd(),
        "the current folder",
      ),
    );
  const add = (name: string, described: Described) =>
    addInProject(name, described).requiredOption(
      "--stack <stack>",
      "the environment, a Pulumi stack such as `dev`",
      stackNamed,
    );
  for (const register of registrations) register({ add, addInProject, addOffline, ...performing });
  addHelpCommand(program);
  checkValues(program);
  return program;
}

/** Commander's own `help` takes any word. */
function addHelpCommand(program: Command): void {
  program.helpCommand(false);
  describe(failing(program.command("help", { hidden: true })), {
    group: "Look:",
    does: "print the help of a command",
    examples: ["help deploy", "help service add"],
  })
    .argument("[command...]", "such as `service add`")
    .action((words: string[]) => {
      const found = words.reduce<Command>((at, word) => {
        const next = at.commands.find((one) => one.name() === word);
        if (!next) throw unknownCommand(word, at);
        return next;
      }, program);
      found.outputHelp();
    });
}

/** A command that was called wrong ends with an error like any other, which names the help to read. */
function failing(command: Command): Command {
  return command.exitOverride((error) => {
    throw usageError(error, command);
  });
}

/** `service add` is the command `add` of the group `service`. */
function groupIn(parent: Command, name: string, { group }: Described): Command {
  const known = parent.commands.find((one) => one.name() === name);
  return (
    known ??
    failing(parent.command(name))
      .description(families[name] ?? "")
      .helpGroup(group)
  );
}
