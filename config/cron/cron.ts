import { dayField, weekdayField } from "./days";
import { type Field, field, monthNames } from "./field";

/** Dates are those of clocks somewhere, as the milliseconds at which clocks in UTC show the same. */
type Wall = number;

/** A cron expression as EventBridge Scheduler and Application Auto Scaling take it. */
export interface Cron {
  minutes: Field;
  hours: Field;
  months: Field;
  years: Field;
  /** Whether it falls on a date, by its day of the month or of the week. */
  isDay: (date: Date) => boolean;
}

const fields = "minute, hour, day of the month, month, day of the week and year";
const example = "`0 3 * * ? *` for 3:00 every day";

/**
 * The expression, or why AWS would refuse it. Sources: "Schedule types on EventBridge Scheduler" and "Schedule
 * recurring scaling actions using cron expressions", which have the same six fields.
 */
export function parseCron(text: string): { cron: Cron } | { problem: string } {
  const problem = (found: string) => ({ problem: found });
  if (/^rate\b/.test(text)) return problem(rate);
  if (/^at\b/.test(text))
    return problem(`is a single time; write when it recurs, such as ${example}`);
  const inner = /^cron\((.*)\)$/.exec(text)?.[1];
  if (inner !== undefined)
    return problem(`must be written without \`cron(…)\`: \`${inner.trim()}\``);
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 6) {
    const unix = parts.length === 5 ? ", as on Unix, where cron has no year" : "";
    return problem(
      `must have six fields, ${fields}, such as ${example}: it has ${parts.length}${unix}`,
    );
  }
  const [minute, hour, day, month, weekday, year] = parts;
  if ((day === "?") === (weekday === "?")) return problem(oneOfBoth(day!));
  const read = {
    minutes: field("minute", minute!, { min: 0, max: 59 }),
    hours: field("hour", hour!, { min: 0, max: 23 }),
    months: field("month", month!, { min: 1, max: 12, names: monthNames }),
    years: field("year", year!, { min: 1970, max: 2199 }),
    isDay: weekday === "?" ? dayField(day!) : weekdayField(weekday!),
  };
  const wrong = Object.values(read).filter((one) => typeof one === "string");
  return wrong.length > 0 ? problem(wrong.join("; ")) : { cron: read as Cron };
}

const rate =
  "counts from when the schedule was made or changed, and each release changes it. " +
  "Write times, such as `*/15 * * * ? *` for every 15 minutes";

const oneOfBoth = (day: string) =>
  day === "?"
    ? "has `?` as day of the month and of the week, so it names no day; write `*` in one of them for every day"
    : "has days of the month and of the week, and AWS takes one of the two: write `?` in the other field";

/** Whether it falls on the minute that clocks show. */
export function fallsOn({ minutes, hours, months, years, isDay }: Cron, wall: Wall): boolean {
  const date = new Date(wall);
  return (
    minutes.has(date.getUTCMinutes()) &&
    hours.has(date.getUTCHours()) &&
    months.has(date.getUTCMonth() + 1) &&
    years.has(date.getUTCFullYear()) &&
    isDay(date)
  );
}
