import { setTimeout as sleep } from "node:timers/promises";
import type { CloudClient } from "../../localCloud/api/client";
import type { RunningCommand, Scene } from "../scene";
import { killTree, processTree } from "../run/killTree";
import { untilEnded } from "../run/killTree";
import type { Call, Colors, Killed, Moment, Place, Start } from "./points";

/** By then a surviving Pulumi CLI has finished its operations in flight and ended. */
const graceMs = 60_000;

export interface Killing {
  /** False if the command ended before it reached the kill point. */
  reached: boolean;
  /** Processes of the deployer and Pulumi that are still running. */
  processesLeft: string[];
  lines: string[];
}

/** Starts a command of the deployer and kills it at the kill point. Returns once none of it is running. */
export async function killAt(
  scene: Scene,
  args: string[],
  place: Place,
  colors: Colors,
  killed: Killed,
): Promise<Killing> {
  if ("step" in place) return killAtStep(scene, args, place);
  if ("locked" in place) return killLocked(scene, args, place.locked, killed);
  return killInside(scene, args, place.calls(colors), place, killed);
}

async function killAtStep(scene: Scene, args: string[], start: Start): Promise<Killing> {
  let killed: number[] = [];
  const command = scene.start(
    args,
    atStart(start, () => (killed = kill(command.pid, "deployer"))),
  );
  const { lines } = await command.ended;
  return { reached: killed.length > 0, processesLeft: await untilEnded(killed, graceMs), lines };
}

async function killLocked(
  scene: Scene,
  args: string[],
  start: Start | "first",
  killed: Killed,
): Promise<Killing> {
  let [begun, over] = [start === "first", false];
  const onLine = start === "first" ? () => undefined : atStart(start, () => (begun = true));
  const command = scene.start(args, onLine);
  void command.ended.finally(() => (over = true));
  while (!over && !(begun && scene.isLocked())) await sleep(5);
  const tree = over ? [] : kill(command.pid, killed);
  const { lines } = await command.ended;
  return { reached: tree.length > 0, processesLeft: await untilEnded(tree, graceMs), lines };
}

async function killInside(
  scene: Scene,
  args: string[],
  calls: Call[],
  { moment, from }: Omit<Extract<Place, { moment: Moment }>, "calls">,
  killed: Killed,
): Promise<Killing> {
  const { client } = scene.cloud;
  const ids: string[] = [];
  const holdCalls = async () => {
    ids.push(...(await hold(client, calls, moment === "after" ? "after" : "before")));
  };
  // An `up` takes seconds to reach its first call.
  let holding = from ? undefined : holdCalls();
  await holding;
  const onStart = () => {
    holding = holdCalls();
  };
  const command = scene.start(args, from ? atStart(from, onStart) : () => undefined);
  const held = await heldCall(client, ids, command);
  await holding;
  const tree = held ? kill(command.pid, killed) : [];
  if (held) await client.releaseFault(held, moment === "before" ? "drop" : "continue");
  await client.clearFaults();
  const { lines } = await command.ended;
  const reached = held !== undefined;
  return { reached, processesLeft: await untilEnded(tree, graceMs), lines };
}

/** Returns the deployer and everything it started, whichever of them were killed. */
function kill(deployer: number, killed: Killed): number[] {
  if (killed === "deployer and Pulumi") return killTree(deployer);
  const tree = processTree(deployer);
  process.kill(deployer, "SIGKILL");
  return tree;
}

/** Acts on the progress line with which the step starts, once. */
function atStart({ step, nth = 1 }: Start, act: () => void): (line: string) => void {
  let seen = 0;
  return (line) => {
    if (beginsStep(line, step) && ++seen === nth) act();
  };
}

/** Whether this progress line is the one that starts the step. */
export function beginsStep(line: string, step: string): boolean {
  const [mark, id] = line.split(/\s+/);
  return mark === "▸" && id === step;
}

/** Makes the cloud hold the first of these calls; returns the ids of the faults. */
export async function hold(
  client: CloudClient,
  calls: Call[],
  when: "before" | "after",
): Promise<string[]> {
  const ids: string[] = [];
  for (const call of calls) ids.push((await client.fault({ kind: "pause", ...call, when })).id!);
  return ids;
}

/** Waits until one of the faults holds its call; undefined if the command ends first. */
export async function heldCall(
  client: CloudClient,
  ids: string[],
  { ended: end }: Pick<RunningCommand, "ended">,
): Promise<string | undefined> {
  let over = false;
  void end.finally(() => (over = true));
  while (!over) {
    const found = (await client.faults()).find(({ id, reached }) => reached && ids.includes(id));
    if (found) return found.id;
    await sleep(50);
  }
  return undefined;
}
