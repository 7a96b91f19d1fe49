import type { Command } from "commander";
import { registrations } from "../../automation/cli/registrations/all";
import { pathOf } from "../../automation/cli/registrations/help";
import { buildProgram } from "../../automation/cli/registrations/program";

/** The command line with every action stubbed; `called` has `bluegreen deploy` once that would have run. */
export function stubbedProgram(): { program: Command; called: string[] } {
  const called: string[] = [];
  const nothing = () => Promise.resolve();
  const performing = { perform: nothing, performInProject: nothing, performOffline: nothing };
  const program = buildProgram(performing, registrations, "0.0.0");
  program.hook("preAction", (_, command) => {
    called.push(pathOf(command));
  });
  return { program, called };
}
