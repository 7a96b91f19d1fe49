import { Command, InvalidArgumentError } from "commander";
import { exitCodes } from "../../world/errors";
import type { ProjectOptions, StackOptions } from "../../commands/options";
import type { CommandResult } from "../../commands/result";
import type { ProjectSession, Session } from "../../commands/session";

/** What a command does once its session is open; it loads what it needs, and nothing else does. */
export type Action = (session: Session) => Promise<CommandResult>;

/** Opens the session, runs the action, prints its result, sets the exit code. */
export type Perform = (options: StackOptions, action: Action) => Promise<void>;

/** As `Perform`, for a command that concerns more than one stack. */
export type PerformInProject = (
  options: ProjectOptions,
  /** Where to look when the command was stopped. */
  stack: string,
  action: (project: ProjectSession) => Promise<CommandResult>,
) => Promise<void>;

/** Adds commands to the program. */
export type Register = (commands: Commands) => void;

/** What commands are registered with: the options that all of them take, and how they run. */
export interface Commands {
  /** A command on one stack: takes `--stack`, `--cwd` and `--json`. */
  add: (name: string, description: string) => Command;
  /** A command on the project: takes `--cwd` and `--json`. */
  addInProject: (name: string, description: string) => Command;
  perform: Perform;
  performInProject: PerformInProject;
}

/** For an option that may be repeated. */
export const collect = (value: string, all: string[]) => [...all, value];

/** For an option that counts. */
export function wholeNumber(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("it must be a whole number above 0");
}

/** The options that say which image of which service (commands/options.ts). */
export function takingImages(command: Command): Command {
  return command
    .option("--service <name>", "service to release; repeat for several", collect, [])
    .option("--image <reference>", "its image, by tag or digest; one for each", collect, [])
    .option("--file <path>", "release file in place of both: `services: {<name>: <image>}`")
    .option("--only-changed", "leave out what serves already", false);
}

export function buildProgram(
  performing: Pick<Commands, "perform" | "performInProject">,
  registrations: readonly Register[],
): Command {
  const program = new Command("bluegreen")
    .description("Blue/green releases of microservices on AWS, without one failed request")
    .showHelpAfterError("(see bluegreen --help)")
    .addHelpText("after", exitCodeHelp)
    .exitOverride();
  const addInProject = (name: string, description: string) => {
    const path = name.split(" ");
    const parent = path.slice(0, -1).reduce(groupIn, program);
    return parent
      .command(path.at(-1)!)
      .description(description)
      .option("--cwd <folder>", "folder of Pulumi.yaml", process.cwd())
      .option("--json", "one JSON document on stdout", false);
  };
  const add = (name: string, description: string) =>
    addInProject(name, description).requiredOption(
      "--stack <stack>",
      "Pulumi stack: the environment",
    );
  for (const register of registrations) register({ add, addInProject, ...performing });
  return program;
}

/** `service add` is the command `add` of the group `service`. */
function groupIn(parent: Command, name: string): Command {
  const group = parent.commands.find((one) => one.name() === name);
  return group ?? parent.command(name).description(`see bluegreen ${name} --help`);
}

const exitCodeHelp = `
Exit codes: ${Object.entries(exitCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(", ")}`;
