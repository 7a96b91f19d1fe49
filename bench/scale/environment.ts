import type { ReleaseResult } from "../../automation/runbook/result";
import { type Ended, Scene } from "../../rehearsal/scene";
import { timed } from "../measurement";
import { waitsOf } from "../release";
import { measureBare, type Resources, withoutCheckpoints } from "./bare";
import { type Cost, rounded } from "./cost";
import { watchTree } from "./processTree";
import { neighbour, released, settingsWith } from "./settings";
import { type StateSize, stateSizeOf } from "./stateSize";

export interface EnvironmentCost {
  services: number;
  /** Of the stack, including components. */
  resources: number;
  /** An `up` that changes nothing. */
  up: Cost;
  /** After that release. */
  state: StateSize;
  /** A release of one service; `waitSeconds` of it are task starts, tests, drain and stops. */
  release: Cost & { waitSeconds: number; ups: number };
  /** An `up` without changes of a bare program with the same number of resources. */
  bare: Cost;
  /** As many `up`s of the bare program as the release had, with as many changes each. */
  bareRelease: Cost;
}

/**
 * Rounds of each `up`; the median counts. In a large environment an `up` takes long, and its noise is
 * relatively small.
 */
const roundsOf = (services: number) => (services < 50 ? 3 : 1);

export async function measureEnvironment(
  services: number,
  progress: (line: string) => void,
): Promise<EnvironmentCost> {
  const scene = await Scene.open();
  try {
    scene.writeSettings(settingsWith(services, scene.committedSettings()));
    progress(`${services}: create the environment`);
    await mustEnd(scene.run(["up"], withoutCheckpoints));
    const counts = await countResources(scene);
    const resources = counts.custom + counts.components;
    progress(`${services}: ${resources} resources; first release`);
    await deploy(scene, "v1");
    const rounds = roundsOf(services);
    const up = await rounded(rounds, (round) =>
      measureUp(scene, `${services}: up ${round}`, progress),
    );
    const release = await deploy(scene, "v2");
    const changes = await lastChanges(scene, release.ups);
    const state = stateSizeOf(await scene.pulumi("stack", "export"));
    progress(
      `${services}: release ${release.seconds.toFixed(1)} s, changes ${changes.join(", ")}; the bare program`,
    );
    const bare = await measureBare(scene, { ...counts, changes }, rounds);
    return { services, resources, up, release, state, ...bare };
  } finally {
    await scene.close();
  }
}

async function measureUp(scene: Scene, what: string, progress: (line: string) => void) {
  const cost = await costOf(scene, ["up"]);
  progress(`${what}: ${cost.seconds.toFixed(1)} s, ${cost.peakMiB.toFixed(0)} MiB`);
  return cost;
}

async function deploy(scene: Scene, version: string): Promise<EnvironmentCost["release"]> {
  const inventory = await scene.inventory();
  const one = { ...inventory, services: { [released]: inventory.services[released]! } };
  const { reference } = (await scene.push(version, one))[released]!;
  const args = ["deploy", "--service", released, "--image", reference];
  const { ended, ...cost } = await costOf(scene, args);
  const result = ended.json as unknown as ReleaseResult;
  return { ...cost, waitSeconds: waitsOf(result), ups: result.upSeconds.length };
}

async function costOf(scene: Scene, args: string[]): Promise<Cost & { ended: Ended }> {
  const { seconds, value } = await timed(async () => {
    const command = scene.start(args, () => undefined);
    const tree = watchTree(command.pid);
    const ended = await mustEnd(command.ended.finally(() => tree.stop()));
    return { ended, ...tree.stop() };
  });
  return { seconds, ...value };
}

async function mustEnd(ending: Promise<Ended>): Promise<Ended> {
  const ended = await ending;
  if (ended.code === 0) return ended;
  throw new Error(`it ended with ${ended.code}:\n${ended.lines.join("\n")}`);
}

async function countResources(scene: Scene): Promise<Omit<Resources, "changes">> {
  const { deployment } = JSON.parse(await scene.pulumi("stack", "export")) as {
    deployment: { resources: { urn: string; custom?: boolean }[] };
  };
  const { resources } = deployment;
  const custom = resources.filter((resource) => resource.custom === true).length;
  const registered = resources.filter(({ urn }) => !urn.includes(neighbour)).length;
  return { custom, components: resources.length - custom, registered };
}

/** How many resources each of the most recent updates changed, oldest first. */
async function lastChanges(scene: Scene, updates: number): Promise<number[]> {
  const history = JSON.parse(
    await scene.pulumi("stack", "history", "--json", "--page-size", String(updates)),
  ) as { resourceChanges: Record<string, number> }[];
  return history.reverse().map(({ resourceChanges }) =>
    Object.entries(resourceChanges)
      .filter(([change]) => change !== "same" && change !== "read")
      .reduce((sum, [, count]) => sum + count, 0),
  );
}
