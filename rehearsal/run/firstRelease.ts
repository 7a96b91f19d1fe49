import { DeployerFailed } from "./deployer";
import type { Pushed } from "./images";
import { setUpStep } from "./setUpStep";
import type { Stage } from "./stage";

/** By service, what serves at first and what is released after it. */
export type Versions = Record<string, { before: Pushed; after: Pushed }>;

/** The first release of everything at once. Throws if it fails. */
export function firstRelease({ deployer, reporter }: Stage, pushed: Versions): Promise<void> {
  const names = Object.keys(pushed).join(" and ");
  return setUpStep(reporter, `first release of ${names}`, async () => {
    const images = Object.entries(pushed).map(([name, { before }]) => [name, before] as const);
    const { outcome, reasons } = await deployer.deploy(Object.fromEntries(images));
    if (outcome !== "done") throw new DeployerFailed("the first release failed", reasons);
  });
}
