import { setTimeout as sleep } from "node:timers/promises";
import { toShapesDocument } from "../../report/shapes/document";
import type { ShapesAct, ShapesFacts } from "../../report/shapes/facts";
import { shapesSummary } from "../../report/shapes/summary";
import { createEnvironment } from "../createEnvironment";
import { firstRelease, type Versions } from "../firstRelease";
import { buildImages, imageFlags, pushImages } from "../images";
import { groundOf } from "../scenario";
import { setUpStep } from "../setUpStep";
import {
  breakDeregistration,
  breakForwarding,
  type Findings,
  repositoryUris,
  type Stage,
  trafficOn,
} from "../stage";
import type { Traffic } from "../trafficProcess";
import { asked, calling, limitMs, shapePlan, shapes, sticky, streaming } from "./services";
import { addSidecar, killSidecar } from "./sidecar";

/** How long traffic runs before the first release, until it has reached its rate. */
const beforeMs = 3000;
/** After a release, so that clients are seen at what serves then: a whole second of the report, at least. */
const afterMs = 2500;

/**
 * Services of several shapes, released together under traffic of clients that speak as they do, released backwards, and
 * rolled back in the middle of a release.
 */
export async function rehearseShapes(stage: Stage): Promise<Findings> {
  const { cloud, reporter, workDir } = stage;
  const images = await setUpStep(reporter, "build two images of the sample service", () =>
    buildImages(workDir.images, "good"),
  );
  const inventory = await createEnvironment(stage);
  const pushed = await pushImages(cloud.client, images, repositoryUris(inventory), shapes);
  await addSidecar(stage, inventory);
  await firstRelease(stage, pushed);
  const facts = await underTraffic(stage, pushed);
  const document = toShapesDocument(facts);
  return { ok: document.ok, document, summary: shapesSummary(facts), page: null };
}

async function underTraffic(stage: Stage, pushed: Versions): Promise<ShapesFacts> {
  const limit = limitMs(groundOf(stage.options).cloud.timeScale);
  // A third is left for what a busy machine adds.
  const long = { services: [streaming], watched: [calling], requestMs: (limit * 2) / 3 };
  const traffic = await trafficOn(stage, {
    ...{ services: asked, shapes: shapePlan, long: { ...long, limitMs: limit } },
  });
  await sleep(beforeMs);
  await breakForwarding(stage, shapes);
  await breakDeregistration(stage);
  await breakSessions(stage);
  const acts: ShapesAct[] = [];
  for (const act of actsOn(pushed)) acts.push(await play(stage, traffic, act));
  const report = await traffic.stop();
  return { acts, traffic: report, sidecar: await killSidecar(stage) };
}

interface Act extends Pick<ShapesAct, "name" | "exitCode" | "wanted"> {
  edit: Record<string, object>;
  args: readonly string[];
}

/** A hook that fails after the switch: production has moved, and moves back. */
const failing = { afterSwitch: { command: ["node", "-e", "process.exit(1)"] } };

function actsOn(pushed: Versions): Act[] {
  const of = (which: "before" | "after") =>
    Object.fromEntries(Object.entries(pushed).map(([name, version]) => [name, version[which]]));
  const digests = (which: "before" | "after") =>
    Object.fromEntries(Object.entries(of(which)).map(([name, { digest }]) => [name, digest]));
  const v2 = ["deploy", ...imageFlags(of("after"))];
  return [
    { name: "release of v2", edit: {}, args: v2, exitCode: 0, wanted: digests("after") },
    {
      name: "rollback to v1",
      edit: {},
      args: ["rollback", ...shapes.flatMap((name) => ["--service", name])],
      ...{ exitCode: 0, wanted: digests("before") },
    },
    {
      name: "release of v2, rolled back after the switch",
      edit: { [sticky]: { hooks: failing } },
      ...{ args: v2, exitCode: 3, wanted: digests("before") },
    },
  ];
}

async function play(stage: Stage, traffic: Traffic, act: Act): Promise<ShapesAct> {
  const { name, edit, args, exitCode, wanted } = act;
  const { deployer, reporter, workDir } = stage;
  reporter.note(`${name}, under traffic`);
  workDir.editServices(edit);
  const startedMs = await traffic.nowMs();
  const { code, result } = await deployer.command(args);
  const endedMs = await traffic.nowMs();
  await sleep(afterMs);
  return { name, startedMs, endedMs, result, exitCode, exited: code, wanted };
}

/** Breaks a safeguard on purpose: load balancers lose sticky clients' sessions, or keep clients where nothing serves. */
async function breakSessions({ cloud, options }: Stage): Promise<void> {
  const kinds = { session: "lost", cookie: "kept" } as const;
  for (const [safeguard, are] of Object.entries(kinds)) {
    if (!options.break.includes(safeguard)) continue;
    await cloud.client.fault({ kind: "sessions", are, on: true });
  }
}
