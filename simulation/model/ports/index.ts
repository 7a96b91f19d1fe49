import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Ports } from "../../../automation/world/ports";
import type { Deployer } from "../deployer";
import type { Reach } from "../reach";
import { Calls } from "./calls";
import { ModelClock } from "./clock";
import { ModelObserver } from "./observer";
import { ModelOneOffTasks } from "./oneOffTasks";
import { modelReporter } from "./reporter";
import { ModelStack } from "./stack";
import { ModelTests } from "./tests";

/** The ports of one deployer, onto the model. */
export function portsOf(reach: Reach, deployer: Deployer): Ports {
  const calls = new Calls(reach, deployer);
  return {
    stack: new ModelStack(reach, deployer, calls),
    observer: new ModelObserver(reach, calls),
    inspector: nothingToInspect("the model has none"),
    oneOffTasks: new ModelOneOffTasks(reach, calls),
    tests: new ModelTests(reach, calls),
    clock: new ModelClock(reach.time, deployer, calls),
    reporter: modelReporter(deployer.name, reach.log),
  };
}
