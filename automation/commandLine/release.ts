import type { DeployOptions } from "../commands/options";
import { collect, type Commands } from "./program";

const lazyDeploy = () => require("../commands/deploy") as typeof import("../commands/deploy");
const lazyPlan = () => require("../commands/plan") as typeof import("../commands/plan");

/** `deploy` and `plan`: a release, and what it would do. */
export function releaseCommands({ add, perform }: Commands): void {
  const release = (name: string, description: string) =>
    add(name, description)
      .requiredOption("--service <name>", "service to release; repeat for several", collect, [])
      .requiredOption(
        "--image <reference>",
        "its image, by tag or digest; one for each service",
        collect,
        [],
      )
      .option("--force-from-broken", "release although production is down", false);
  release("deploy", "release an image by the six steps").action((options: DeployOptions) =>
    perform(options, ({ run }) => lazyDeploy().deploy(run(), options)),
  );
  release("plan", "show what a release would do; changes nothing").action(
    (options: DeployOptions) => perform(options, ({ run }) => lazyPlan().plan(run(), options)),
  );
}
