import { setTimeout as sleep } from "node:timers/promises";
import { toAdoptionDocument } from "../../report/adopt/document";
import type { AdoptionAct, AdoptionFacts } from "../../report/adopt/facts";
import { adoptionSummary } from "../../report/adopt/summary";
import { createEnvironment } from "../createEnvironment";
import { wallClockMs } from "../fleet/acts";
import { buildImages, imageFlags, pushImages } from "../images";
import { services } from "../settings";
import { setUpStep } from "../setUpStep";
import { type Findings, repositoryUris, type Stage, trafficOn } from "../stage";
import { originTtls, originVersion, recordsNow, serveElsewhere } from "./elsewhere";

/** How long traffic runs before the environment is made, until it has reached its rate. */
const beforeMs = 3000;

/** What a person does, in order, and what serves afterwards. */
interface Doing {
  name: string;
  args: readonly string[];
  serves: string;
}

/**
 * Names that are served from elsewhere are taken over while clients of all kinds ask for them, since before there is
 * an environment: adopted, released, given back to their origin, released again, and finished.
 */
export async function rehearseAdoption(stage: Stage): Promise<Findings> {
  const { cloud, options, reporter, workDir } = stage;
  const originTtlSeconds = options.ttlSeconds * originTtls;
  await serveElsewhere(cloud.client, originTtlSeconds);
  const records = await recordsNow(cloud.client);
  const images = await setUpStep(reporter, "build two images of the sample service", () =>
    buildImages(workDir.images, options.variant),
  );
  const traffic = await trafficOn(stage);
  await sleep(beforeMs);
  const inventory = await createEnvironment(stage);
  const pushed = await pushImages(cloud.client, images, repositoryUris(inventory));
  const versions = (which: "before" | "after") =>
    imageFlags(Object.fromEntries(services.map((name) => [name, pushed[name]![which]])));
  const all = services.flatMap((name) => ["--service", name]);
  const each = (name: string, serves: string, ...more: string[]): Doing[] =>
    services.map((one) => ({
      name: `${name} of ${one}`,
      args: ["adopt", "--service", one, ...more],
      serves,
    }));
  const acts: AdoptionAct[] = [];
  for (const doing of [
    ...each("adoption", originVersion),
    { name: "first release", args: ["deploy", ...versions("before")], serves: "v1" },
    { name: "rollback to the origin", args: ["rollback", ...all], serves: originVersion },
    { name: "second release", args: ["deploy", ...versions("after")], serves: "v2" },
    ...each("end of the adoption", "v2", "--finish"),
  ]) {
    acts.push(await play(stage, doing));
  }
  const facts: AdoptionFacts = {
    ...{ records, origin: originVersion, originTtlSeconds, acts },
    traffic: await traffic.stop(),
  };
  const document = toAdoptionDocument(facts);
  return { ok: document.ok, document, summary: adoptionSummary(facts), page: null };
}

async function play(stage: Stage, { name, args, serves }: Doing): Promise<AdoptionAct> {
  const { deployer, reporter, cloud } = stage;
  reporter.note(`${name}, under traffic`);
  const startedMs = wallClockMs();
  const { code: exitCode, result } = await deployer.command(args);
  const endedMs = wallClockMs();
  const records = await recordsNow(cloud.client);
  return { name, startedMs, endedMs, result, exitCode, serves, records };
}
