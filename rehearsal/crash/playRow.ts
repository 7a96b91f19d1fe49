import { setTimeout as sleep } from "node:timers/promises";
import { colors } from "../../release/state";
import type { Bill } from "../../automation/bill/bill";
import { announcementProblems } from "./announced/announcements";
import { meteredSeconds } from "./metered";
import { misrouted } from "../run/misrouted";
import { askProduction } from "../run/production";
import { productionNames, released } from "../run/settings";
import type { TrafficReport } from "../traffic/trafficReport";
import { type End, endOf, type Observed, problemsOf, type Row } from "./row";
import type { Scene } from "../scene";
import type { Stand, Starting } from "./stand";

/** What is known about a row before it runs. */
export type Title = Pick<Row, "point" | "phase" | "killed">;

/** What a row did, apart from the state it left behind. */
export interface Played {
  /** The commands with which other processes finished the release. */
  way: string[];
  unlocked: boolean;
  /** The ends that are valid. */
  ends: readonly End[];
  /** Requests in flight at a process that the row killed. */
  cut?: number;
  processesLeft?: string[];
  /** What the command that ended the release printed; absent: none did. */
  result?: Record<string, unknown>;
  /** How long its command waited for a receiver of events after the release had ended, in seconds. */
  waitedSeconds?: number;
  /** Problems found by the row itself. */
  problems: string[];
}

export type Play = (stand: Stand, starting: Starting) => Promise<Played>;

/** How long traffic runs before the row, so that every kind of client has an address, and after it. */
const beforeMs = 2000;
const afterMs = 1000;

/** One row under its own traffic: every request counts, including those in flight at its end. */
export async function playRow(stand: Stand, title: Title, play: Play): Promise<Row> {
  const startedMs = performance.now();
  const fromMs = Date.now();
  const starting = await stand.start();
  const announced = announcedFrom(stand);
  const traffic = await stand.traffic();
  let played: Played;
  try {
    await sleep(beforeMs);
    played = await play(stand, starting);
    await sleep(afterMs);
  } finally {
    await stand.scene.cloud.client.clearFaults();
  }
  const observed = await observe(stand, starting, played, await traffic.stop());
  const bill = await billOf(stand, starting, played, { fromMs, end: endOf(observed) });
  const { requests, failed } = observed.traffic;
  const { events, problems } = await announced();
  return {
    ...title,
    way: played.way,
    unlocked: played.unlocked,
    requests,
    failed,
    cut: observed.cut,
    end: endOf(observed),
    tasksLeft: observed.tasksLeft,
    events,
    waitedSeconds: played.waitedSeconds ?? null,
    seconds: (performance.now() - startedMs) / 1000,
    problems: [...played.problems, ...problemsOf({ ...observed, bill }, played.ends), ...problems],
  };
}

/** Judges what is announced from now on until the returned function is called. */
function announcedFrom(stand: Stand): () => Promise<{ events: string[]; problems: string[] }> {
  const { receiver, recorded } = stand;
  const since = recorded.last!.revision;
  receiver.clear();
  stand.paused = [];
  return async () => {
    await recorded.look();
    const { received, problems } = receiver;
    const states = recorded.all.map(({ state }) => state);
    const announced = { received, recorded: states, since, paused: stand.paused };
    return {
      events: received.map(({ event }) => event.id),
      problems: [...new Set(problems), ...announcementProblems(announced)],
    };
  };
}

async function observe(
  { scene }: Stand,
  { before, after }: Starting,
  { cut = 0, processesLeft = [] }: Played,
  traffic: TrafficReport,
): Promise<Omit<Observed, "bill">> {
  const { services, current } = await scene.release();
  const { activeColor, fleets } = services[released]!;
  const stopped = colors.filter((color) => fleets[color].size === 0);
  let tasksLeft = 0;
  for (const color of stopped) tasksLeft += await scene.tasks(released, color);
  return {
    digests: { before: before.digest, after: after.digest },
    released,
    traffic,
    cut,
    phase: current?.phase ?? null,
    // Of an adopted name that no version serves.
    recorded: activeColor ? fleets[activeColor].image!.split("@")[1]! : before.digest,
    production: await askProduction(scene.cloud.info, released, productionNames()[released]!),
    tasksLeft,
    misrouted: await misrouted(scene, released),
    strays: await strays(scene),
    processesLeft,
  };
}

async function billOf(
  { scene }: Stand,
  { colors: { candidate, old } }: Starting,
  { result }: Played,
  { fromMs, end }: { fromMs: number; end: End },
): Promise<Observed["bill"]> {
  // An `up` that was killed before it was recorded ran no release.
  if (!result || result["release"] === "none") return null;
  const { fleets } = (await scene.inventory()).services[released]!;
  const metering = {
    candidate: fleets[candidate].serviceName,
    old: fleets[old].serviceName,
    ...{ fromMs, leastMs: scene.cloud.info.minuteSeconds * 1000, isDone: end === "done" },
  };
  const bill = result["bill"] as Bill | null;
  const isWhole = bill !== null && bill.unknown.length === 0;
  return {
    billedSeconds: isWhole ? bill.taskSeconds : null,
    meteredSeconds: meteredSeconds(await scene.cloud.client.metered(), metering),
  };
}

/** ECS services of the released service that exist but are in no inventory. */
async function strays(scene: Scene): Promise<string[]> {
  const { fleets } = (await scene.inventory()).services[released]!;
  const known = colors.filter((color) => fleets[color].serviceName !== "");
  const there = await scene.cloud.client.resources();
  return there
    .filter(({ type }) => type === "aws:ecs/service:Service")
    .map(({ name }) => name)
    .filter((name) => colors.some((color) => name === `${released}-${color}`))
    .filter((name) => !known.some((color) => name === `${released}-${color}`));
}
