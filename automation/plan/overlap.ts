import { settingsOf } from "../../config/definition";
import type { ServiceSettings, Settings } from "../../config/schema";
import { roundMinutes, roundsLeft } from "../../release/canary";
import {
  type CurrentRelease,
  otherColor,
  type ReleaseState,
  serviceState,
} from "../../release/state";
import { dollarRange, pricesNote, type Range, timeRange } from "../bill/money";
import { mayBeOnSpot, ratesFor, spotWords, taskHourUsd } from "../bill/taskPrice";
import { counted } from "../../config/plural";
import { canarySteps } from "../course/canaried";
import { hooked } from "../course/hooked";
import { toCompare } from "../course/compared";
import { toWarm } from "../course/warmed";
import type { PriceList, Prices } from "../world/prices";

/** What runs in addition to production during a release, as far as settings tell. */
export interface Overlap {
  /** Tasks of candidates that run beside an old fleet. */
  tasks: number;
  /** From the pull of the candidates' images until the old fleets have stopped. */
  seconds: Range;
  /** The candidates also run, for nobody knows how long, until somebody approves the release. */
  awaitsApproval: boolean;
  /** US dollars; null: a price is not known, or nobody was asked. */
  usd: Range | null;
  /** Null: nobody was asked. */
  prices: PriceList | null;
  /** Some of them may be on Spot, and are counted at the price on demand. */
  spot?: true;
}

/** What no setting says, in seconds. docs/cost.md tells where each is from. */
const assumed = {
  start: { low: 20, high: 120 },
  up: { low: 20, high: 60 },
  dns: { low: 5, high: 60 },
} satisfies Record<string, Range>;

/** CloudWatch has a minute's metrics up to so much later. */
const readLateSeconds = 180;

const none: Range = { low: 0, high: 0 };
const upTo = (high: number): Range => ({ low: 0, high });
const exactly = (seconds: number): Range => ({ low: seconds, high: seconds });

const sum = (...all: Range[]): Range =>
  all.reduce((one, other) => ({ low: one.low + other.low, high: one.high + other.high }), none);
/** Of what happens at the same time. */
const longest = (all: readonly Range[]): Range => ({
  low: Math.max(0, ...all.map(({ low }) => low)),
  high: Math.max(0, ...all.map(({ high }) => high)),
});

/** A candidate that runs beside an old fleet. */
interface Beside {
  settings: ServiceSettings;
  tasks: number;
}

export interface Foreseeing {
  settings: Settings;
  /** What each `up` makes true, in order. */
  states: readonly ReleaseState[];
  drain: { drainSeconds: number; maxQuietSeconds: number };
}

/** The prices that the overlap is made of; null: there is none, or nobody to ask. */
export async function pricesOfOverlap(
  foreseeing: Pick<Foreseeing, "settings" | "states">,
  region: string,
  prices: Prices | undefined,
): Promise<PriceList | null> {
  const shapes = besideOf(foreseeing).map(({ settings }) => settings);
  return prices && shapes.length > 0 ? prices.list(region, ratesFor(shapes)) : null;
}

export function overlapOf(foreseeing: Foreseeing, prices: PriceList | null): Overlap {
  const beside = besideOf(foreseeing);
  const tasks = beside.reduce((all, one) => all + one.tasks, 0);
  const [begun] = foreseeing.states;
  const { approval } = foreseeing.settings;
  const awaitsApproval = tasks > 0 && approval?.beforeSwitch === true && !begun?.current?.rollsBack;
  if (tasks === 0) return { tasks, seconds: none, awaitsApproval, usd: none, prices: null };
  const seconds = secondsOf(foreseeing, beside);
  const usd = prices && priceOf(beside, seconds, prices);
  const spot = beside.some((one) => mayBeOnSpot(one.settings));
  return { tasks, seconds, awaitsApproval, usd, prices, ...(spot && { spot: true as const }) };
}

function priceOf(beside: readonly Beside[], seconds: Range, prices: PriceList): Range | null {
  let perSecond = 0;
  for (const { settings, tasks } of beside) {
    const hour = taskHourUsd(settings, prices);
    if (hour === null) return null;
    perSecond += (tasks * hour) / 3600;
  }
  return { low: seconds.low * perSecond, high: seconds.high * perSecond };
}

/** Those of services that serve already; a worker that hands over never runs twice. */
function besideOf({
  settings: { services },
  states,
}: Pick<Foreseeing, "settings" | "states">): Beside[] {
  const [begun] = states;
  return Object.entries(begun?.current?.services ?? {}).flatMap(([name, part]) => {
    const { candidate, worker } = part;
    const hasOld = serviceState(begun!, name).activeColor === otherColor(candidate);
    const service = services[name];
    if (!hasOld || !service || worker === "handover" || begun!.current!.leaves) return [];
    const fleets = states.map((state) => serviceState(state, name).fleets[candidate]);
    const tasks = Math.max(...fleets.map(({ size }) => size));
    return [{ settings: settingsOf(service, fleets[0]!), tasks }];
  });
}

function secondsOf(foreseeing: Foreseeing, beside: readonly Beside[]): Range {
  const { drain } = foreseeing;
  const all = beside.map(({ settings }) => settings);
  const moved = all.some(({ kind }) => kind === "api") ? assumed.dns : none;
  return sum(
    longest(all.map(startOf)),
    sum(assumed.up, moved),
    longest(all.map(testsOf)),
    measuredBefore(foreseeing),
    hooksOf(foreseeing, "beforeSwitch"),
    sum(assumed.up, moved),
    hooksOf(foreseeing, "afterSwitch"),
    sum(exactly(drain.drainSeconds), upTo(drain.maxQuietSeconds)),
    assumed.up,
    longest(all.map(stopOf)),
  );
}

/** Until its load balancer finds it healthy. */
function startOf(settings: ServiceSettings): Range {
  if (settings.kind === "worker") return assumed.start;
  const { intervalSeconds, healthyThreshold } = settings.healthCheck;
  return sum(assumed.start, exactly(intervalSeconds * healthyThreshold));
}

function testsOf(settings: ServiceSettings): Range {
  if (settings.selfTest) return upTo(settings.selfTest.timeoutSeconds);
  return settings.kind === "api" && settings.test ? upTo(settings.test.timeoutSeconds) : none;
}

function stopOf(settings: ServiceSettings): Range {
  const leave = settings.kind === "api" ? settings.deregistrationSeconds : 0;
  return upTo(leave + settings.stopSeconds);
}

function hooksOf({ settings, states }: Foreseeing, hook: "beforeSwitch" | "afterSwitch"): Range {
  const names = hooked(settings, states[0]!, hook);
  const timeouts = names.map((name) => settings.services[name]!.hooks[hook]!.timeoutSeconds);
  return upTo(timeouts.reduce((all, one) => all + one, 0));
}

/** Comparison, warm-up and canary. */
function measuredBefore({ settings, states }: Foreseeing): Range {
  const [begun] = states;
  const compared = toCompare(settings, begun!)
    .filter(({ against }) => against !== null)
    .map(({ settings: { minutes } }) => ({ low: 60 * minutes, high: 180 * minutes }));
  const late = compared.length > 0 ? exactly(readLateSeconds) : none;
  const warmed = toWarm(settings, begun!).map((one) => exactly(one.settings.seconds));
  const steps = canarySteps(settings, begun!);
  const rounds = roundsLeft(begun!.current as CurrentRelease, steps).map((shares) => {
    const seconds = 60 * roundMinutes(shares, steps);
    return sum(assumed.up, { low: seconds, high: seconds + readLateSeconds });
  });
  return sum(longest(compared), late, longest(warmed), ...rounds);
}

/** `6 tasks for 5 to 9 minutes, $0.03-0.05 (prices of …)` */
export function describeOverlap({
  tasks,
  seconds,
  awaitsApproval,
  usd,
  prices,
  spot,
}: Overlap): string {
  if (tasks === 0) return "none, no old fleet runs beside a candidate";
  const time = `${counted(tasks, "task")} for ${timeRange(seconds)}`;
  const cost = prices
    ? `, ${usd ? dollarRange(usd) : "price unknown"} (${pricesNote(prices)}${spot ? `; ${spotWords}` : ""})`
    : "";
  return `${time}${cost}${awaitsApproval ? "; until it is approved, the candidate runs for longer" : ""}`;
}
