import { Command, InvalidArgumentError } from "commander";
import { exitCodes } from "../errors";
import type { StackOptions } from "../commands/options";
import type { CommandResult } from "../commands/result";

type Session = import("../adapters/session").Session;

/** What a command does once its session is open; it loads what it needs, and nothing else does. */
export type Action = (session: Session) => Promise<CommandResult>;

/** Opens the session, runs the action, prints its result, sets the exit code. */
export type Perform = (options: StackOptions, action: Action) => Promise<void>;

/** Adds commands to the program. */
export type Register = (commands: Commands) => void;

/** What commands are registered with: the options that all of them take, and how they run. */
export interface Commands {
  /** A command on one stack: takes `--stack`, `--cwd` and `--json`. */
  add: (name: string, description: string) => Command;
  perform: Perform;
}

/** For an option that may be repeated. */
export const collect = (value: string, all: string[]) => [...all, value];

/** For an option that counts. */
export function wholeNumber(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("it must be a whole number above 0");
}

export function buildProgram(perform: Perform, registrations: readonly Register[]): Command {
  const program = new Command("bluegreen")
    .description("Blue/green releases of microservices on AWS, without one failed request")
    .showHelpAfterError("(see bluegreen --help)")
    .addHelpText("after", exitCodeHelp)
    .exitOverride();
  const add = (name: string, description: string) => {
    const path = name.split(" ");
    const parent = path.slice(0, -1).reduce(groupIn, program);
    return parent
      .command(path.at(-1)!)
      .description(description)
      .requiredOption("--stack <stack>", "Pulumi stack: the environment")
      .option("--cwd <folder>", "folder of Pulumi.yaml", process.cwd())
      .option("--json", "one JSON document on stdout", false);
  };
  for (const register of registrations) register({ add, perform });
  return program;
}

/** `service add` is the command `add` of the group `service`. */
function groupIn(parent: Command, name: string): Command {
  return parent.commands.find((one) => one.name() === name) ?? parent.command(name);
}

const exitCodeHelp = `
Exit codes: ${Object.entries(exitCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(", ")}`;
