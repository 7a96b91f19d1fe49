import type { Command } from "commander";
import { DeployError } from "../../../automation/world/errors";
import { stubbedProgram } from "../../support/commandLine";
import { argsOf, type Found } from "./found";

/** The command line's complaint about a command; undefined if it would run or print help. */
export function problemOf(text: string): string | undefined {
  const { program, called } = stubbedProgram();
  try {
    program.parse(argsOf(text), { from: "user" });
  } catch (error) {
    if (error instanceof DeployError) return error.found;
    const { code } = error as { code?: string };
    return code === "commander.helpDisplayed" ? undefined : String(error);
  }
  return called.length === 1 ? undefined : "it runs nothing";
}

export function problemsIn(found: readonly Found[]): string[] {
  return found.flatMap(({ where, text }) => {
    const problem = problemOf(text);
    return problem === undefined ? [] : [`${where}: bluegreen ${text}: ${problem}`];
  });
}

/**
 * Options that the command does not have, in text that need not be a complete command. None if there is
 * no such command.
 */
export function unknownOptionsIn(found: readonly Found[]): string[] {
  const { program } = stubbedProgram();
  return found.flatMap(({ where, text }) => {
    const words = text.split(" ");
    const command = words.reduce(subcommand, program);
    const known = command.options.map(({ long }) => long);
    if (command === program) return [];
    return words
      .map((word) => word.split("=")[0]!)
      .filter((word) => word.startsWith("--") && !known.includes(word))
      .map((option) => `${where}: ${text}: unknown option ${option}`);
  });
}

const subcommand = (command: Command, word: string): Command =>
  command.commands.find((one) => one.name() === word) ?? command;
