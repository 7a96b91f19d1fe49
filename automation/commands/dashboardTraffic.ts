import type { Inventory, ServiceInventory } from "../../release/inventory";
import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import { readDelayMinutes } from "../../statistics/canary/judge";
import type { Band } from "../report/bands";
import { phaseNames } from "../report/bands";
import type { LiveTraffic } from "../report/live/view";
import type { ServiceTraffic } from "../report/traffic";
import type { Metrics, MinuteSpan } from "../world/metrics";
import type { Clock, Stack } from "../world/ports";
import { isLong, minuteAt } from "../world/productionTraffic";
import { shortDigest } from "../world/versions";

/** A fleet's minute; what is null is unknown. */
interface Counted {
  perSecond: number | null;
  errorsPerSecond: number | null;
  p50Ms: number | null;
  p99Ms: number | null;
}

const unknown: Counted = { perSecond: null, errorsPerSecond: null, p50Ms: null, p99Ms: null };

type Minutes = Map<number, Record<Color, Counted>>;

/** Of minutes that passed before the first look, as many are asked for; later ones are added as they pass. */
const atFirst = 15;
const kept = 60;

interface Parts {
  metrics: Metrics;
  clock: Pick<Clock, "nowMs">;
  settings: Stack["settings"];
}

/** What is asked for: where the release stands, and the services that are shown. */
export interface Asked {
  release: ReleaseState;
  inventory: Inventory;
  services: readonly string[];
  /** When the recorded state was written. */
  writtenMs: number;
}

/** Remembers the minutes that the load balancers have counted, and the phases seen meanwhile. */
export function liveTraffic(): (parts: Parts, asked: Asked) => Promise<LiveTraffic> {
  const counted = new Map<string, Minutes>();
  const bands: Band[] = [];
  let triedAt = -1;
  let remark: string | null = null;
  return async (parts, asked) => {
    const { metrics, clock } = parts;
    notePhase(bands, asked, clock.nowMs());
    const to = minuteAt(metrics, clock) - readDelayMinutes;
    const apis = asked.services.filter((name) => parts.settings.services[name]?.kind === "api");
    if (triedAt !== to) {
      triedAt = to;
      remark = await Promise.all(apis.map((name) => update(counted, parts, asked, name, to)))
        .then(() => null)
        .catch((error: unknown) => `The load balancers' metrics could not be read: ${why(error)}`);
    }
    const fromMs = firstOf(counted, apis, to) * metrics.minuteMs;
    return {
      services: apis.map((name) => trafficOf(name, counted.get(name), asked.release, metrics)),
      bands: bands.map((band) => ({ ...band })).filter(({ toMs }) => toMs > fromMs),
      ...{ fromMs, toMs: clock.nowMs() },
      remarks: apis.length === 0 ? [] : [remark ?? late],
    };
  };
}

const late = `As the load balancers count them; metrics arrive ${readDelayMinutes} minutes late.`;

const why = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A phase lasts until another one is seen. */
function notePhase(bands: Band[], { release, writtenMs }: Asked, nowMs: number): void {
  const name = release.current ? phaseNames[release.current.phase] : "no release";
  const last = bands.at(-1);
  if (last) last.toMs = nowMs;
  if (last?.name === name) return;
  bands.push({
    name,
    fromMs: last ? nowMs : Math.min(writtenMs, nowMs),
    toMs: nowMs,
    failed: false,
  });
}

async function update(
  counted: Map<string, Minutes>,
  { metrics, settings }: Parts,
  { inventory }: Asked,
  name: string,
  to: number,
): Promise<void> {
  const service = inventory.services[name];
  const given = settings.services[name];
  if (!service || given?.kind !== "api") return;
  const minutes: Minutes = counted.get(name) ?? new Map<number, Record<Color, Counted>>();
  const last = Math.max(...minutes.keys(), -Infinity);
  const from = Math.max(last + 1, to - atFirst);
  // Nobody looked in between: no line leads across.
  if (from > last + 1 && minutes.size > 0) minutes.set(from - 1, { blue: unknown, green: unknown });
  const span = { from, to };
  const found = await metrics.minutes(inventory, service, span, { isLong: isLong(given) });
  const latencies = await Promise.all(
    found.map(({ minute }) => latency(metrics, inventory, service, minute)),
  );
  for (const [index, { minute, fleets }] of found.entries()) {
    const fleet = (color: Color): Counted => {
      const { requests, errors = 0 } = fleets[color];
      const seconds = metrics.minuteMs / 1000;
      const perSecond = requests === undefined ? null : requests / seconds;
      const errorsPerSecond = requests === undefined ? null : errors / seconds;
      return { perSecond, errorsPerSecond, ...latencies[index]![color] };
    };
    minutes.set(minute, { blue: fleet("blue"), green: fleet("green") });
  }
  for (const minute of minutes.keys()) if (minute < to - kept) minutes.delete(minute);
  counted.set(name, minutes);
}

async function latency(
  metrics: Metrics,
  inventory: Inventory,
  service: ServiceInventory,
  minute: number,
): Promise<Record<Color, Pick<Counted, "p50Ms" | "p99Ms">>> {
  const span: MinuteSpan = { from: minute, to: minute + 1 };
  const found = await metrics.percentiles(inventory, service, span);
  const ms = (color: Color) => {
    const { p50, p99 } = found[color] ?? {};
    return {
      p50Ms: p50 === undefined ? null : p50 * 1000,
      p99Ms: p99 === undefined ? null : p99 * 1000,
    };
  };
  return { blue: ms("blue"), green: ms("green") };
}

function firstOf(counted: ReadonlyMap<string, Minutes>, names: readonly string[], to: number) {
  const all = names.flatMap((name) => [...(counted.get(name)?.keys() ?? [])]);
  return Math.min(...all, to - 1);
}

function trafficOf(
  service: string,
  minutes: Minutes | undefined,
  release: ReleaseState,
  { minuteMs }: Metrics,
): ServiceTraffic {
  const all = [...(minutes ?? [])];
  // In the middle of its minute.
  const points = (color: Color, of: keyof Counted) =>
    all.map(([minute, fleets]) => [(minute + 0.5) * minuteMs, fleets[color][of]] as const);
  const { fleets } = serviceState(release, service);
  const versions = colors
    .filter((color) => all.some(([, minute]) => minute[color].perSecond !== null))
    .map((color) => {
      const { image, label } = fleets[color];
      return {
        name: label?.tag ?? (image === null ? color : shortDigest(image)),
        color,
        answers: points(color, "perSecond"),
        p50Ms: points(color, "p50Ms"),
        p99Ms: points(color, "p99Ms"),
      };
    });
  const failed = colors.flatMap((color) => points(color, "errorsPerSecond"));
  return { service, versions, failed };
}
