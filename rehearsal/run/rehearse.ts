import { setTimeout as sleep } from "node:timers/promises";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Inventory } from "../../automation/inventory";
import type { Reporter } from "../../automation/ports";
import { otherColor } from "../../release/state";
import type { CloudClient, RunningCloud } from "../cloudClient";
import type { Facts } from "../report/facts";
import { expectedOutcome } from "../report/verdict";
import { type Deployer, DeployerFailed } from "./deployer";
import { buildImages, type Pushed, pushImages } from "./images";
import { nameServersOf } from "./nameServers";
import type { RehearsalOptions } from "./options";
import type { Processes } from "./processes";
import { askProduction } from "./production";
import { productionNames, released } from "./settings";
import { setUpStep } from "./setUpStep";
import type { StepTimes } from "./stepTimes";
import { liveLine } from "./liveLine";
import { startTraffic } from "./trafficProcess";
import type { WorkDir } from "./workDir";

/** What a rehearsal works with, once it is set up. */
export interface Stage {
  options: RehearsalOptions;
  workDir: WorkDir;
  /** Environment of the deployer and the engine. */
  env: Record<string, string>;
  engine: PulumiCommand;
  cloud: RunningCloud;
  processes: Processes;
  deployer: Deployer;
  stepTimes: StepTimes;
  reporter: Reporter;
}

/** How long traffic runs before the release, until it has reached its rate, and after it. */
const beforeMs = 3000;
const afterMs = 1500;

type Digests = Record<string, { before: Pushed; after: Pushed }>;

/** The main job: a first release of everything, then one release under traffic. */
export async function rehearse(stage: Stage): Promise<Facts> {
  const { deployer, cloud, options, reporter } = stage;
  const images = await setUpStep(reporter, "build two images of the sample service", () =>
    buildImages(stage.workDir.images, options.variant),
  );
  const inventory = await setUpStep(reporter, "create the environment", () => deployer.up());
  const pushed = await pushImages(cloud.client, images, repositoryUris(inventory));
  await setUpStep(reporter, `first release of ${Object.keys(pushed).join(" and ")}`, () =>
    firstRelease(deployer, pushed),
  );
  return releaseUnderTraffic(stage, inventory, pushed);
}

async function firstRelease(deployer: Deployer, pushed: Digests): Promise<void> {
  const images = Object.entries(pushed).map(
    ([name, { before }]) => [name, before.reference] as const,
  );
  const { outcome, reasons } = await deployer.deploy(Object.fromEntries<string>(images));
  if (outcome !== "done") throw new DeployerFailed("the first release failed", reasons);
}

async function releaseUnderTraffic(
  stage: Stage,
  inventory: Inventory,
  pushed: Digests,
): Promise<Facts> {
  const { options, cloud, reporter, deployer, processes, stepTimes } = stage;
  const { before, after } = pushed[released]!;
  reporter.note(`traffic: ${options.ratePerSecond} requests per second from now on`);
  const traffic = await startTraffic(
    processes,
    {
      ratePerSecond: options.ratePerSecond,
      seed: options.seed,
      services: productionNames(),
      nameServers: nameServersOf(cloud.info),
      controlUrl: cloud.info.controlUrl,
      caFile: cloud.info.caFile,
    },
    liveLine(reporter, () => performance.now()),
  );
  await sleep(beforeMs);
  stepTimes.steps.length = 0;
  if (options.break.includes("forward")) await breakForwarding(cloud.client);
  const result = await deployer.deploy({ [released]: after.reference });
  await sleep(afterMs);
  return {
    variant: options.variant,
    ttlSeconds: options.ttlSeconds,
    released,
    digests: { before: before.digest, after: after.digest },
    deployer: result,
    stepTimes: [...stepTimes.steps],
    traffic: await traffic.stop(),
    production: await askProduction(cloud.info, released, productionNames()[released]!),
    tasksLeft: await tasksLeft(stage, inventory),
  };
}

/**
 * What must not happen, on purpose: the old edge is told to forward its stragglers to the new fleet, and
 * goes on sending them to the one that stops. The first release of a service is always blue.
 */
async function breakForwarding(cloud: CloudClient): Promise<void> {
  const type = "aws:lb/listenerRule:ListenerRule";
  await cloud.fault({
    kind: "ignore",
    operation: "update",
    type,
    name: `${released}-blue-production`,
  });
}

/** Tasks of the fleet that should have stopped. The first release of a service is always blue. */
async function tasksLeft({ cloud, options }: Stage, inventory: Inventory): Promise<number> {
  const first = "blue";
  const stopped = expectedOutcome(options.variant) === "done" ? first : otherColor(first);
  const { serviceName } = inventory.services[released]!.fleets[stopped];
  const fleet = await cloud.client.fleet(inventory.clusterName, serviceName);
  return fleet ? fleet.running.length + fleet.pending : 0;
}

function repositoryUris({ services }: Inventory): Record<string, string> {
  return Object.fromEntries(
    Object.entries(services).map(([name, { repositoryUri }]) => [name, repositoryUri]),
  );
}
