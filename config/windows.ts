import { readDelayMinutes } from "../statistics/canary/judge";
import { dayIndexes, type ReleaseWindow } from "./windowSchema";
import { instantsOf, wallMs, zonedTime } from "./zoneTime";

/** A stretch of time in which at least one window is open. */
export interface OpenStretch {
  /** In milliseconds since the epoch. */
  opensMs: number;
  /** The same; Infinity: it never closes. */
  closesMs: number;
  /** Zones of the windows that open and close it. */
  opensIn: string;
  closesIn: string;
}

const dayMs = 86_400_000;
/** Every window opens within a week, or within two if clocks are set forward over it. */
const daysAhead = 16;

/** The stretch that is open at an instant or else the next one; undefined: there are no windows. */
export function openStretch(
  windows: readonly ReleaseWindow[],
  nowMs: number,
): OpenStretch | undefined {
  return stretches(windows, nowMs).find(({ closesMs }) => closesMs > nowMs);
}

/** Those of the next two weeks, the one that is open included; in order, and none touches another. */
function stretches(windows: readonly ReleaseWindow[], nowMs: number): OpenStretch[] {
  const all = windows
    .flatMap((window) => occurrences(window, nowMs))
    .sort((one, other) => one.opensMs - other.opensMs);
  const merged: OpenStretch[] = [];
  for (const one of all) {
    const last = merged.at(-1);
    if (!last || last.closesMs < one.opensMs) merged.push({ ...one });
    else if (one.closesMs > last.closesMs) {
      Object.assign(last, { closesMs: one.closesMs, closesIn: one.closesIn });
    }
  }
  // Windows repeat every week.
  const isAlways = ({ opensMs, closesMs }: OpenStretch) => closesMs - opensMs > 8 * dayMs;
  return merged.map((one) => (isAlways(one) ? { ...one, closesMs: Infinity } : one));
}

/** From the first time that clocks show `from` to the last time that they show `to`. */
function occurrences({ days, from, to, zone }: ReleaseWindow, nowMs: number): OpenStretch[] {
  const today = Math.floor(wallMs(zone, nowMs) / dayMs) * dayMs;
  const weekdays = dayIndexes(days);
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const lengthDays = end <= begin ? 1 : 0;
  return Array.from({ length: daysAhead + 1 }, (_, day) => today + (day - 1) * dayMs)
    .filter((date) => weekdays.includes((new Date(date).getUTCDay() + 6) % 7))
    .map((date) => ({
      opensMs: instantsOf(zone, date + begin * 60_000).first,
      closesMs: instantsOf(zone, date + lengthDays * dayMs + end * 60_000).last,
      ...{ opensIn: zone, closesIn: zone },
    }))
    .filter(({ opensMs, closesMs }) => closesMs > opensMs);
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return hours! * 60 + minutes!;
}

/** A week without a change of clocks in most zones. */
const plainWeekMs = Date.UTC(2026, 0, 5);

/** Minutes of the longest stretch in an ordinary week. */
export function longestMinutes(windows: readonly ReleaseWindow[]): number {
  const lengths = stretches(windows, plainWeekMs).map(
    ({ opensMs, closesMs }) => closesMs - opensMs,
  );
  return Math.max(0, ...lengths) / 60_000;
}

/** How long steps of these minutes take in a canary, with the time until their metrics can be read. */
export function canaryMinutes(minutes: readonly number[]): number {
  return minutes.reduce((sum, one) => sum + one + readDelayMinutes, 0);
}

/** How windows stand at an instant. */
export interface WindowsNow {
  open: boolean;
  /** ISO 8601, UTC: when they close if they are open, else when the next one opens; null: they never close. */
  until: string | null;
  /** `closed until Mon 2026-11-30 09:00 Europe/Berlin (Mon 2026-11-30 08:00 UTC)` */
  text: string;
}

/** Null: there are no windows, so nothing is ever closed. */
export function windowsNow(
  windows: readonly ReleaseWindow[] | undefined,
  nowMs: number,
): WindowsNow | null {
  const stretch = openStretch(windows ?? [], nowMs);
  if (!stretch) return null;
  const open = stretch.opensMs <= nowMs;
  const [ms, zone] = open
    ? [stretch.closesMs, stretch.closesIn]
    : [stretch.opensMs, stretch.opensIn];
  if (ms === Infinity) return { open, until: null, text: "open at all times" };
  const text = `${open ? "open" : "closed"} until ${zonedTime(zone, ms)}`;
  return { open, until: new Date(ms).toISOString(), text };
}
