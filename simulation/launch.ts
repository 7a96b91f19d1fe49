import { deploy } from "../automation/commands/deploy";
import { abort, resume, rollback } from "../automation/commands/recover";
import type { CommandResult } from "../automation/commands/result";
import { type Run, startRun } from "../automation/runbook/run";
import type { Rules } from "../automation/rules";
import type { Deployer } from "./model/deployer";
import { portsOf } from "./model/ports";
import type { Reach } from "./model/reach";
import { images } from "./model/world";

/** Runs a command of the real deployer against the model. */
export function launch(deployer: Deployer, reach: Reach, rules: Rules): Promise<CommandResult> {
  const run = startRun(portsOf(reach, deployer), rules, deployer.name);
  return perform(run, deployer, [...reach.environment.services]);
}

function perform(run: Run, { command }: Deployer, service: string[]): Promise<CommandResult> {
  const options = { stack: "model", cwd: "", json: false, service };
  switch (command) {
    case "deploy":
      return deploy(run, {
        ...options,
        image: service.map(() => images.new),
        forceFromBroken: false,
      });
    case "resume":
      return resume(run);
    case "abort":
      return abort(run);
    case "rollback":
      return rollback(run, options);
  }
}
