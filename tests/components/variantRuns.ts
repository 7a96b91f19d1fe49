import { toDerivedConfig } from "../../release/derivedConfig";
import { config } from "../config/samples";
import { type Run, type RunInput, runProgram } from "./engine";
import { withKeptRepository } from "./keptRepository";
import { phases, programAt } from "./phases";
import { variants } from "./variants";
import { programWithWorkers } from "./workerPhases";

let runs: Promise<Map<string, Run>> | undefined;

/**
 * The program with every variant before its first release, and during one if its services are those of
 * the phases. Run once for all tests; Pulumi's mocks are global to the process.
 */
export function programInVariants(): Promise<Map<string, Run>> {
  return (runs ??= runAll());
}

async function runAll(): Promise<Map<string, Run>> {
  const made = new Map<string, Run>();
  // What another environment exports for those built on it.
  const others = { base: (await programAt("idle")).outputs! };
  for (const [name, settings] of Object.entries(variants)) {
    made.set(name, checked(await runProgram({ config: settings, others })));
    if ("mailer" in (settings["services"] as object)) {
      made.set(`${name}, between`, checked(await programWithWorkers(settings, "switched")));
      made.set(`${name}, handed over`, checked(await programWithWorkers(settings, "handedOver")));
    }
    if (!("matching" in (settings["services"] as object))) continue;
    const derived = toDerivedConfig(phases.switched);
    const deployed = { release: phases.switched, colorSecret: "s3cret" };
    const run = await runProgram({ config: { ...settings, ...derived }, deployed });
    made.set(`${name}, switched`, checked(run));
  }
  const run = await withNewName(made.get("one service on Fargate")!);
  made.set("one service on Fargate, switched", checked(run));
  made.set("services of which one was there before", checked(await withKeptRepository()));
  return made;
}

/** The program where a service that serves gets another name. */
export async function withNewName(before: Run, answers?: RunInput["answers"]): Promise<Run> {
  const release = { ...phases.idle, services: { users: phases.idle.services["users"]! } };
  return runProgram({
    config: { ...config({ users: { hosts: ["users", "www"] } }), ...toDerivedConfig(release) },
    deployed: { release, colorSecret: "s3cret", inventory: before.outputs?.["inventory"] },
    ...(answers && { answers }),
  });
}

function checked(run: Run): Run {
  if (run.error) throw run.error;
  return run;
}
