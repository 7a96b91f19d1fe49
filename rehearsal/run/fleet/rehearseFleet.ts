import { setTimeout as sleep } from "node:timers/promises";
import { privateZoneOf } from "../../../config/names";
import type { Inventory } from "../../../release/inventory";
import { toFleetDocument } from "../../report/fleet/document";
import type { FleetFacts, Served } from "../../report/fleet/facts";
import { fleetSummary } from "../../report/fleet/summary";
import { createEnvironment } from "../createEnvironment";
import { firstRelease, type Versions } from "../firstRelease";
import { buildImages, type Images, pushImages } from "../images";
import { askProduction } from "../production";
import { askOutside } from "../outside";
import { domain, productionNames, services } from "../settings";
import { setUpStep } from "../setUpStep";
import {
  breakForwarding,
  type Findings,
  repositoryUris,
  type Stage,
  tasksOf,
  trafficOn,
} from "../stage";
import { Acts } from "./acts";
import { endJobs, startJobs } from "./jobs";
import { comeAndGo } from "./prototype";
import { inside, paths, worker } from "./services";

/** How long traffic runs before the first change, until it has reached its rate, and after the last one. */
const beforeMs = 3000;
const afterMs = 1500;
/** A task reports the totals of its calls five times a second. */
const toldMs = 500;

/**
 * Services that call each other, a worker and a prototype, each changed under traffic. Together they
 * show what clients, callers and jobs notice.
 */
export async function rehearseFleet(stage: Stage): Promise<Findings> {
  const { cloud, reporter, workDir } = stage;
  const build = (program: "server" | "worker") => buildImages(workDir.images, "good", program);
  const [server, mailer] = await setUpStep(reporter, "build two images of each program", () =>
    Promise.all([build("server"), build("worker")]),
  );
  const inventory = await createEnvironment(stage);
  const uris = repositoryUris(inventory);
  const pushed = {
    ...(await pushImages(cloud.client, server, uris, [...services, inside])),
    ...(await pushImages(cloud.client, mailer, uris, [worker])),
  };
  await firstRelease(stage, pushed);
  const facts = await underTraffic(stage, inventory, pushed, server);
  const document = toFleetDocument(facts);
  return { ok: document.ok, document, summary: fleetSummary(facts), page: null };
}

async function underTraffic(
  stage: Stage,
  inventory: Inventory,
  pushed: Versions,
  server: Images,
): Promise<FleetFacts> {
  const { deployer, cloud, options } = stage;
  const release = (...names: string[]) =>
    deployer.deploy(Object.fromEntries(names.map((name) => [name, pushed[name]!.after])));
  const acts = new Acts(stage);
  const traffic = await trafficOn(stage, { paths });
  const enqueuer = startJobs(stage);
  await sleep(beforeMs);
  await breakForwarding(stage);
  await acts.play(`release of ${services.join(" and ")}`, () => release(...services));
  await acts.play(`release of ${inside}`, () => release(inside));
  await acts.play(`release of ${worker}`, () => release(worker));
  const prototype = await comeAndGo(stage, acts, server);
  await sleep(afterMs);
  const report = await traffic.stop();
  const jobs = await endJobs(stage, enqueuer, pushed[worker]!.after.digest);
  await sleep(toldMs);
  return {
    worker,
    overlap: options.overlap,
    acts: acts.all,
    traffic: report,
    prototype,
    calls: await cloud.client.calls(),
    inside: { service: inside, answers: await askedOutside(stage, inventory) },
    jobs,
    served: await Promise.all(services.map((name) => served(stage, pushed, name))),
    tasksLeft: await tasksLeft(stage, inventory, Object.keys(pushed)),
  };
}

/** What the public load balancers answer for the names that the private service has, or would have. */
async function askedOutside({ cloud }: Stage, inventory: Inventory): Promise<string[]> {
  const own = [domain, privateZoneOf({ domain })].flatMap((zone) => [
    `${inside}.${zone}`,
    `${inside}-test.${zone}`,
  ]);
  const answers = own.map(async (name) =>
    (await askOutside(cloud.info, inventory, name)).map((answer) => `${answer} for ${name}`),
  );
  return (await Promise.all(answers)).flat();
}

async function served({ cloud }: Stage, pushed: Versions, service: string): Promise<Served> {
  const name = productionNames()[service]!;
  const { digest, problems } = await askProduction(cloud.info, service, name);
  return { service, wanted: pushed[service]!.after.digest, found: digest, problems };
}

/** Of the old fleets. The first release of a service is always blue, the second one green. */
async function tasksLeft(
  stage: Stage,
  inventory: Inventory,
  names: readonly string[],
): Promise<Record<string, number>> {
  const counts = names.map(
    async (name) => [name, await tasksOf(stage, inventory, name, "blue")] as const,
  );
  return Object.fromEntries(await Promise.all(counts));
}
