import { field, valueOf } from "./field";

type IsDay = (date: Date) => boolean;

const dayMs = 86_400_000;
const ofMonth = { min: 1, max: 31 };
const ofWeek = { min: 1, max: 7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };

const lastDay = (date: Date) =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
/** 1 is Sunday. */
const weekdayOf = (date: Date) => date.getUTCDay() + 1;

/** `L` is the last day of the month, `15W` the weekday closest to the 15th in the same month. */
export function dayField(text: string): IsDay | string {
  if (text === "L") return (date) => date.getUTCDate() === lastDay(date);
  const near = /^(\d+)W$/.exec(text)?.[1];
  if (near !== undefined) {
    const day = valueOf(near, ofMonth);
    if (day !== undefined) return (date) => date.getUTCDate() === weekdayNear(day, date);
  }
  const days = field("day of the month", text, ofMonth);
  if (typeof days === "string") return `${days}; \`L\` and \`15W\` stand alone`;
  return (date) => days.has(date.getUTCDate());
}

/** Undefined: the month has no such day. */
function weekdayNear(day: number, date: Date): number | undefined {
  const last = lastDay(date);
  if (day > last) return undefined;
  const wanted = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay();
  if (wanted === 6) return day === 1 ? 3 : day - 1;
  if (wanted === 0) return day === last ? day - 2 : day + 1;
  return day;
}

/** `L` is Saturday, `6L` or `FRIL` the last Friday of the month, `6#3` the third one. */
export function weekdayField(text: string): IsDay | string {
  if (text === "L") return (date) => weekdayOf(date) === ofWeek.max;
  const last = valueOf(/^(.+)L$/.exec(text)?.[1] ?? "", ofWeek);
  if (last !== undefined) {
    return (date) =>
      weekdayOf(date) === last && new Date(date.getTime() + 7 * dayMs).getUTCDate() <= 7;
  }
  const [day = "", count = ""] = /^(.+)#([1-5])$/.exec(text)?.slice(1) ?? [];
  const nth = valueOf(day, ofWeek);
  if (nth !== undefined) {
    return (date) => weekdayOf(date) === nth && Math.ceil(date.getUTCDate() / 7) === Number(count);
  }
  const days = field("day of the week", text, ofWeek);
  if (typeof days === "string") return `${days}; \`L\`, \`6L\` and \`6#3\` stand alone`;
  return (date) => days.has(weekdayOf(date));
}
