import type { Command, CommanderError } from "commander";
import { nearest } from "../../../config/nearest";
import { type DeployError, refused } from "../../world/errors";
import { pathOf } from "./help";

/** What is thrown in place of commander's own error: one with a next command. Help and version are none. */
export function usageError(error: CommanderError, command: Command): DeployError | CommanderError {
  if (error.exitCode === 0) return error;
  return refused(foundBy(error, command), `${pathOf(command)} --help`);
}

/** In commander's words. */
export function unknownCommand(word: string, within: Command): DeployError {
  const meant = nearest(
    word,
    within.commands.map((one) => one.name()),
  );
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  return refused(`unknown command '${word}'${hint}`, `${pathOf(within)} --help`);
}

function foundBy({ code, message }: CommanderError, command: Command): string {
  // Commander has printed the help.
  if (code === "commander.help") return `${pathOf(command)} needs a command`;
  const suggestion = /\n\(Did you mean (.*)\?\)$/.exec(message);
  // A value that it quotes may have several lines.
  const line = message.slice(0, suggestion?.index).replaceAll("\n", " ");
  const found = line.replace(/^error: /, "").replace(/\.$/, "");
  if (suggestion) return `${found}; did you mean ${suggestion[1]}?`;
  const missing = code === "commander.missingMandatoryOptionValue";
  return (missing ? mistyped(command) : undefined) ?? found;
}

/** An option that is missing may be there, mistyped; commander does not get that far. */
function mistyped(command: Command): string | undefined {
  const { rawArgs } = rootOf(command) as Command & { rawArgs: readonly string[] };
  const known = command.options.flatMap(({ long }) => long ?? []);
  for (const [flag = ""] of rawArgs.map((arg) => arg.split("="))) {
    const meant = nearest(flag, known);
    if (flag.startsWith("--") && meant && !known.includes(flag)) {
      return `unknown option '${flag}'; did you mean ${meant}?`;
    }
  }
  return undefined;
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}
