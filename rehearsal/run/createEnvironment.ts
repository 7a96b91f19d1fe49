import type { Inventory } from "../../release/inventory";
import { openDashboard } from "./dashboard";
import { setUpStep } from "./setUpStep";
import type { Stage } from "./stage";

/** The first `up` of a rehearsal; from then on there is something to watch. */
export async function createEnvironment(stage: Stage): Promise<Inventory> {
  const { deployer, options, reporter } = stage;
  const inventory = await setUpStep(reporter, "create the environment", () => deployer.up());
  if (options.open) await openDashboard(stage);
  return inventory;
}
