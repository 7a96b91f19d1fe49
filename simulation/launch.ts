import { adopt } from "../automation/commands/adopt";
import { approve, reject } from "../automation/commands/approve";
import { freeze } from "../automation/commands/freeze";
import { deploy, toCommandResult } from "../automation/commands/deploy";
import { abort, resume } from "../automation/commands/recover";
import { rollback } from "../automation/commands/rollback";
import type { CommandResult } from "../automation/commands/result";
import { environmentOf } from "../automation/world/environment";
import { type Run, startRun } from "../automation/runbook/run";
import { decommission } from "../automation/runbook/release";
import type { Rules } from "../automation/world/rules";
import type { Deployer } from "./model/deployer";
import { portsOf } from "./model/ports";
import type { Reach } from "./model/reach";
import { timings } from "./model/timings";
import { images } from "./model/world";

/** Runs a command of the real deployer against the model. */
export function launch(deployer: Deployer, reach: Reach, rules: Rules): Promise<CommandResult> {
  const run = startRun(portsOf(reach, deployer), rules, deployer.name);
  return perform(run, deployer, reach);
}

function perform(
  run: Run,
  { command, informed, services }: Deployer,
  reach: Reach,
): Promise<CommandResult> {
  const service = [...services];
  const options = { stack: "model", cwd: "", json: false, service };
  switch (command) {
    case "deploy":
      return deploy(run, {
        ...options,
        image: service.map(() => images.new),
        forceFromBroken: false,
      });
    case "settings":
    case "restart":
      return deploy(run, {
        ...options,
        image: [],
        forceFromBroken: false,
        restart: command === "restart",
      });
    case "withdraw":
      return toCommandResult(run, async () => {
        const { stack } = run.ports;
        return decommission(run, environmentOf(stack.name, await stack.read()), service);
      });
    case "adopt":
    case "finish": {
      const adoption = { record: [], finish: command === "finish", dryRun: false };
      return adopt(run, { ...options, ...adoption, service: service[0]! });
    }
    case "resume":
      return resume(run, {
        ifAny: false,
        ...(informed ? answersOf(reach) : { hookRan: [], hookAgain: [] }),
      });
    case "urgent":
      return resume(run, {
        ...{ ifAny: false, urgent: "it can't wait" },
        ...(informed ? answersOf(reach) : { hookRan: [], hookAgain: [] }),
      });
    case "abort":
      return abort(run);
    case "approve":
    case "reject": {
      const { current } = reach.backend.outputs;
      const release = current?.id ?? "none";
      return (command === "approve" ? approve : reject)(run, { release });
    }
    case "freeze":
      return freeze(run, { until: { inSeconds: timings.frozenSeconds }, reason: "incident" });
    case "rollback":
      return rollback(run, options, { history: () => Promise.resolve([]) });
  }
}

/** What a person reports who checked hooks whose outcome is unknown. */
function answersOf({ backend, world }: Reach): { hookRan: string[]; hookAgain: string[] } {
  const { current } = backend.outputs;
  const ids = current?.begunHooks ?? [];
  const passed = (id: string) => world.oneOffTasks.hasPassed(`bluegreen/${current!.id}/${id}`);
  const hookAgain = ids.filter((id) => !passed(id));
  for (const id of hookAgain) world.oneOffTasks.allow(`bluegreen/${current!.id}/${id}`);
  return { hookRan: ids.filter(passed), hookAgain };
}
