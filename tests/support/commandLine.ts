import type { Command } from "commander";
import { registrations } from "../../automation/cli/registrations/all";
import { pathOf } from "../../automation/cli/registrations/help";
import { buildProgram } from "../../automation/cli/registrations/program";

const writeOut = () => undefined;

/** A command and all its subcommands. */
export const commandsIn = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(commandsIn),
];

/** The command line with every action stubbed; `called` has `bluegreen deploy` once that would have run. */
export function stubbedProgram(): { program: Command; called: string[] } {
  const called: string[] = [];
  const nothing = () => Promise.resolve();
  const performing = {
    perform: nothing,
    watch: nothing,
    performInProject: nothing,
    performOffline: nothing,
  };
  const program = buildProgram(performing, registrations, "0.0.0");
  for (const command of commandsIn(program))
    command.configureOutput({ writeOut, writeErr: writeOut });
  program.hook("preAction", (_, command) => {
    called.push(pathOf(command));
  });
  return { program, called };
}
