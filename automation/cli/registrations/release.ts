import type { DeployOptions } from "../../commands/options";
import type { PlanOptions } from "../../commands/plan";
import { type Commands, takingImages } from "./program";

const lazyDeploy = () => require("../../commands/deploy") as typeof import("../../commands/deploy");
const lazyPlan = () => require("../../commands/plan") as typeof import("../../commands/plan");

/** `deploy` and `plan`: a release, and what it would do. */
export function releaseCommands({ add, perform }: Commands): void {
  const release = (name: string, description: string) =>
    takingImages(add(name, description)).option(
      "--force-from-broken",
      "release although production is down",
      false,
    );
  release("deploy", "release images by the six steps").action((options: DeployOptions) =>
    perform(options, ({ run }) => lazyDeploy().deploy(run(), options)),
  );
  release("plan", "show what a release would do; changes nothing")
    .option("--markdown", "as the comment of a pull request", false)
    .action((options: PlanOptions) =>
      perform({ ...options, comment: options.markdown ? "plan" : undefined }, ({ run }) =>
        lazyPlan().plan(run(), options),
      ),
    );
}
