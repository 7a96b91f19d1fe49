import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ReleaseRecord, releaseRecordSchema } from "../../automation/record/schema";
import type { Inventory } from "../../release/inventory";
import { toDocument } from "../report/document";
import type { Facts } from "../report/facts";
import { rehearsalPage } from "../report/page";
import { summary } from "../report/summary";
import { expectedOutcome } from "../report/verdict";
import { createEnvironment } from "./createEnvironment";
import { firstRelease, type Versions } from "./firstRelease";
import { buildImages, pushImages } from "./images";
import { askProduction } from "./production";
import { productionNames, released } from "./settings";
import { setUpStep } from "./setUpStep";
import type { Traffic } from "./trafficProcess";
import { canaryFacts } from "./canaryFacts";
import { limitOf } from "./scenario";
import {
  breakDeregistration,
  breakForwarding,
  breakWeights,
  type Findings,
  limitLoadBalancers,
  repositoryUris,
  type Stage,
  tasksOf,
  trafficOn,
} from "./stage";

/** How long traffic runs at least before the release, until it has reached its rate. */
const beforeMs = 3000;

/** The main scenario: a first release of everything, then one release under traffic. */
export async function rehearseRelease(stage: Stage): Promise<Findings> {
  const facts = await rehearse(stage);
  const document = toDocument(facts);
  const { record } = facts;
  const page = record && (() => rehearsalPage(facts, record));
  return { ok: document.ok, document, summary: summary(facts), page };
}

async function rehearse(stage: Stage): Promise<Facts> {
  const { cloud, options, reporter } = stage;
  const images = await setUpStep(reporter, "build two images of the sample service", () =>
    buildImages(stage.workDir.images, options.variant),
  );
  const inventory = await createEnvironment(stage);
  const pushed = await pushImages(cloud.client, images, repositoryUris(inventory));
  const traffic = await trafficFromFirstRelease(stage, pushed);
  return releaseUnderTraffic(stage, inventory, pushed, traffic);
}

/** Production's names point to what was released before the release has ended: clients need not wait. */
async function trafficFromFirstRelease(stage: Stage, pushed: Versions): Promise<Traffic> {
  const serving = stage.stepTimes.begun("6");
  const firstReleased = firstRelease(stage, pushed);
  const limitMs = limitOf(stage.options).hereSeconds * 1000;
  // A third is left for what a busy machine adds.
  const long = { services: [released], requestMs: (limitMs * 2) / 3, limitMs };
  // Elsewhere answers are so quick that a busy machine decides how long they take.
  const paths: Record<string, string> = stage.options.canary ? { [released]: "/work" } : {};
  const traffic = await trafficOn(stage, { long, paths }, Promise.race([serving, firstReleased]));
  await Promise.all([firstReleased, sleep(beforeMs)]);
  return traffic;
}

async function releaseUnderTraffic(
  stage: Stage,
  inventory: Inventory,
  pushed: Versions,
  running: Traffic,
): Promise<Facts> {
  const { options, cloud, deployer, stepTimes } = stage;
  const { before, after } = pushed[released]!;
  stepTimes.steps.length = 0;
  await breakForwarding(stage);
  await breakDeregistration(stage);
  await breakWeights(stage);
  await limitLoadBalancers(stage);
  // The first release of a service is always blue.
  const stopped = expectedOutcome(options.variant) === "done" ? "blue" : "green";
  const recordFile = join(stage.workDir.root, "release.json");
  const result = await deployer.deploy({ [released]: after }, recordFile);
  // It goes on for a second or two: of two clients with long requests, one has always just begun.
  const traffic = await running.stop();
  const [production, tasksLeft] = await Promise.all([
    askProduction(cloud.info, released, productionNames()[released]!),
    tasksOf(stage, inventory, released, stopped),
  ]);
  return {
    variant: options.variant,
    ttlSeconds: options.ttlSeconds,
    awsTimes: options.awsTimes,
    released,
    limit: limitOf(options),
    digests: { before: before.digest, after: after.digest },
    deployer: result,
    record: readRecord(recordFile),
    canary: options.canary ? canaryFacts(stepTimes.steps) : null,
    stepTimes: [...stepTimes.steps],
    traffic,
    production,
    tasksLeft,
  };
}

function readRecord(path: string): ReleaseRecord | null {
  if (!existsSync(path)) return null;
  return releaseRecordSchema.parse(JSON.parse(readFileSync(path, "utf8")));
}
