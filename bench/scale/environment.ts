import type { ReleaseResult } from "../../automation/runbook/result";
import { type Ended, Scene } from "../../rehearsal/scene";
import { median, timed } from "../measurement";
import { waitsOf } from "../release";
import { type TreeUse, watchTree } from "./processTree";
import { released, settingsWith } from "./settings";

/** Seconds from start to end, and what the processes took meanwhile. */
export interface Cost extends TreeUse {
  seconds: number;
}

export interface EnvironmentCost {
  services: number;
  /** Of the stack, with components. */
  resources: number;
  /** An `up` that changes nothing. */
  up: Cost;
  /** A release of one service; `waitSeconds` of it the world took (boots, tests, drain, stops). */
  release: Cost & { waitSeconds: number };
  /** An `up` without changes of a bare program with as many resources. */
  bare: Cost;
}

/** Of each `up`; the median counts. A large environment takes long, and its noise is small beside it. */
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
    const resources = await countResources(scene);
    progress(`${services}: ${resources.custom + resources.components} resources; first release`);
    await deploy(scene, "v1");
    const rounds = roundsOf(services);
    const up = await rounded(rounds, (round) =>
      measureUp(scene, `${services}: up ${round}`, progress),
    );
    const release = await deploy(scene, "v2");
    progress(`${services}: release ${release.seconds.toFixed(1)} s; create the bare program`);
    await bareUp(scene, resources, withoutCheckpoints);
    const bare = await rounded(rounds, () => bareUp(scene, resources, {}));
    return { services, resources: resources.custom + resources.components, up, release, bare };
  } finally {
    await scene.close();
  }
}

/** The engine writes the whole state after each resource: thousands are made faster when it writes once. */
const withoutCheckpoints = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

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
  return { ...cost, waitSeconds: waitsOf(ended.json as unknown as ReleaseResult) };
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

async function bareUp(
  scene: Scene,
  { custom, components }: { custom: number; components: number },
  env: Record<string, string>,
): Promise<Cost> {
  const { seconds, value } = await timed(async () => {
    const counts = [custom, components].map(String);
    const program = [require.resolve("./bareProgram"), scene.workDir.root, ...counts];
    const bare = scene.processes.start("bare", program, {
      env: { ...process.env, ...scene.env, ...env },
    });
    const tree = watchTree(bare.child.pid!);
    const { code } = await bare.exited.finally(() => tree.stop());
    if (code !== 0) throw new Error(`the bare program failed:\n${bare.lastLines().join("\n")}`);
    return tree.stop();
  });
  return { seconds, ...value };
}

async function countResources(scene: Scene): Promise<{ custom: number; components: number }> {
  const { deployment } = JSON.parse(await scene.pulumi("stack", "export")) as {
    deployment: { resources: { custom?: boolean }[] };
  };
  const custom = deployment.resources.filter((resource) => resource.custom === true).length;
  return { custom, components: deployment.resources.length - custom };
}

/** The median round by its seconds; memory is the most of all. */
async function rounded(rounds: number, measure: (round: number) => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 1; round <= rounds; round++) costs.push(await measure(round));
  const middle = median(costs.map(({ seconds }) => seconds));
  const most = (of: (cost: Cost) => number) => Math.max(...costs.map(of));
  return {
    ...costs.find(({ seconds }) => seconds === middle)!,
    peakMiB: most(({ peakMiB }) => peakMiB),
    engineMiB: most(({ engineMiB }) => engineMiB),
  };
}
