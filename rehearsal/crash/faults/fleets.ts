import { setTimeout as sleep } from "node:timers/promises";
import type { CloudClient } from "../../../localCloud/api/client";
import { released } from "../../run/settings";
import { heldCall, hold } from "../kill";
import type { Play, Played } from "../playRow";
import type { Colors } from "../points";
import type { Stand } from "../stand";
import { deployArgs, type Fault, unlessCode, unlessEqual, watch, type Watched } from "./fault";

/** What happens to fleets during a release. */
export const fleetFaults: Fault[] = [
  { name: "old-target-dies-in-drain", phase: "switched", play: dies("old") },
  { name: "new-target-dies-in-drain", phase: "switched", play: dies("candidate") },
  { name: "zones-rebalanced", phase: "switched", play: zonesRebalanced },
  { name: "candidate-unhealthy-before-switch", phase: "staged", play: unhealthyBeforeSwitch },
  { name: "candidate-unhealthy-after-switch", phase: "switched", play: unhealthyAfterSwitch },
];

type Fleet = { cluster: string; service: string };

/** How long after a task's death a load balancer may still send requests to it. */
const noticedMs = 1000;

/**
 * The requests that a dying process was answering are lost: a load balancer does not retry them
 * elsewhere.
 */
function dies(which: keyof Colors): Play {
  return async (stand, starting) => {
    const { client } = stand.scene.cloud;
    const { command, fleet } = await startedTo(stand, starting, "drain", which);
    const fromMs = Date.now();
    const { target } = await client.fault({ kind: "killTask", ...fleet });
    const killed = { fromMs, untilMs: Date.now() };
    const ended = await command.ended;
    return {
      way: [],
      unlocked: false,
      ends: ["done"],
      cut: await cutRequests(client, target!, killed),
      problems: unlessCode(0, ended),
    };
  };
}

/**
 * Requests that the load balancer had sent to the target, or had just sent, when its process died: at some moment of the
 * call that killed it.
 */
export async function cutRequests(
  client: Pick<CloudClient, "edges">,
  target: string,
  killed: { fromMs: number; untilMs: number },
): Promise<number> {
  const errors = (await client.edges()).flatMap((edge) => edge.errors);
  return errors.filter(({ at, status, reason }) => {
    const atMs = Date.parse(at);
    const inTime = atMs >= killed.fromMs && atMs < killed.untilMs + noticedMs;
    return inTime && status === 502 && reason.startsWith(`${target}: `);
  }).length;
}

/** ECS moves a task of production before the release, and may move none of the candidate's during it. */
async function zonesRebalanced(...[stand, starting]: Parameters<Play>): Promise<Played> {
  const { client } = stand.scene.cloud;
  const rebalance = async (fleet: Fleet) =>
    (await client.fault({ kind: "rebalance", ...fleet })).moved;
  const ofProduction = await rebalance(await stand.ecsService(starting.colors.old));
  const { command, fleet } = await startedTo(stand, starting, "drain", "candidate");
  const ofCandidate = await rebalance(fleet);
  const problems = [
    ...unlessEqual("a task of production moved", ofProduction, true),
    ...unlessEqual("a task of the candidate moved", ofCandidate, false),
    ...unlessCode(0, await command.ended),
  ];
  return { way: [], unlocked: false, ends: ["done"], problems };
}

/** After its tests, and before the `up` of the switch has changed anything. */
async function unhealthyBeforeSwitch(...[stand, starting]: Parameters<Play>): Promise<Played> {
  const { client } = stand.scene.cloud;
  const name = `${released}-${starting.colors.candidate}-production`;
  const call = { operation: "update", type: "aws:lb/listenerRule:ListenerRule", name } as const;
  const ids = await hold(client, [call], "before");
  const { command, fleet } = await startedTo(stand, starting, "5", "candidate");
  const held = await heldCall(client, ids, command);
  await client.fault({ kind: "unhealthy", ...fleet, on: true });
  await untilUnhealthy(client, fleet);
  if (held) await client.releaseFault(held, "continue");
  return returnedByItself(command);
}

async function unhealthyAfterSwitch(...[stand, starting]: Parameters<Play>): Promise<Played> {
  const { command, fleet } = await startedTo(stand, starting, "drain", "candidate");
  await stand.scene.cloud.client.fault({ kind: "unhealthy", ...fleet, on: true });
  return returnedByItself(command);
}

/** Stage, switch, one `up` that rolls production back, one that stops the candidate. */
async function returnedByItself(command: Watched): Promise<Played> {
  const ended = await command.ended;
  const ups = ended.json["upSeconds"] as unknown[] | undefined;
  const problems = [...unlessCode(3, ended), ...unlessEqual("the number of `up`s", ups?.length, 4)];
  return { way: [], unlocked: false, ends: ["rolledBack"], problems };
}

/** A deploy that has reached a step, and the ECS service of one of its fleets. */
async function startedTo(
  stand: Stand,
  starting: Parameters<Play>[1],
  step: string,
  which: keyof Colors,
): Promise<{ command: Watched; fleet: Fleet }> {
  const command = watch(stand.scene, deployArgs(starting));
  await command.at("4");
  const fleet = await stand.ecsService(starting.colors[which]);
  await command.at(step);
  return { command, fleet };
}

async function untilUnhealthy(client: CloudClient, { cluster, service }: Fleet): Promise<void> {
  for (;;) {
    const fleet = await client.fleet(cluster, service);
    if (fleet?.targets.every(({ state }) => state !== "healthy")) return;
    await sleep(100);
  }
}
