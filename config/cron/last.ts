import { instantsOf, wallMs } from "../zoneTime";
import type { Cron } from "./cron";

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** February 29 on one weekday comes again after 28 years, or 40 around a century. */
const mostDays = 41 * 366;

/** The last instant up to now on which an expression fell in a zone, in milliseconds since the epoch; null: it never did. */
export function lastTime(cron: Cron, zone: string, nowMs: number): number | null {
  const { minutes, hours, months, years, isDay } = cron;
  const today = Math.floor(wallMs(zone, nowMs) / dayMs) * dayMs;
  const descending = (values: ReadonlySet<number>) => [...values].sort((one, next) => next - one);
  const [hoursBack, minutesBack] = [descending(hours), descending(minutes)];
  const firstYear = Math.min(...years);
  for (let day = 0; day < mostDays; day++) {
    const date = new Date(today - day * dayMs);
    if (date.getUTCFullYear() < firstYear) return null;
    const is = years.has(date.getUTCFullYear()) && months.has(date.getUTCMonth() + 1);
    if (!is || !isDay(date)) continue;
    for (const hour of hoursBack) {
      for (const minute of minutesBack) {
        const wall = date.getTime() + (hour * 60 + minute) * minuteMs;
        const { first } = instantsOf(zone, wall);
        // A time that clocks skip does not come.
        if (first <= nowMs && wallMs(zone, first) === wall) return first;
      }
    }
  }
  return null;
}
