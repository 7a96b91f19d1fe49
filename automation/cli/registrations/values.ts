import type { Argument, Command, Option } from "commander";
import { refused } from "../../world/errors";
import { collect } from "./options";
import { pathOf } from "./help";

/**
 * Refuses what commander would take as it is: an option without its value in front of another option, a value
 * that is empty, as a variable that a script never set, and two values where the last one would win.
 */
export function checkValues(command: Command): void {
  for (const option of command.options) if (option.required) checkOption(command, option);
  for (const argument of command.registeredArguments) {
    if (argument.required) checkArgument(command, argument);
  }
  command.commands.forEach(checkValues);
}

function checkOption(command: Command, option: Option): void {
  const { flags, parseArg } = option;
  const name = option.attributeName();
  option.argParser((value: string, before: unknown) => {
    const flag = value.split("=")[0]!;
    if (command.options.some(({ short, long }) => [short, long].includes(flag))) {
      throw wrong(command, `option '${flags}' has no value; ${value} is an option of its own`);
    }
    if (value.trim() === "") throw wrong(command, `option '${flags}' has an empty value`);
    const again = command.getOptionValueSource(name) === "cli" && parseArg !== collect;
    if (again) {
      throw wrong(command, `option '${flags}' was given twice: ${String(before)} and ${value}`);
    }
    return parseArg ? parseArg(value, before as never) : value;
  });
}

function checkArgument(command: Command, argument: Argument): void {
  const { parseArg } = argument;
  argument.argParser((value: string) => {
    if (value.trim() === "") throw wrong(command, `argument <${argument.name()}> is empty`);
    return parseArg ? parseArg(value, undefined) : value;
  });
}

const wrong = (command: Command, found: string) => refused(found, `${pathOf(command)} --help`);
