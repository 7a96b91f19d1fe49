const dayMs = 86_400_000;
const minuteMs = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const two = "2-digit" as const;
  const made = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: two, day: two },
    ...{ hour: two, minute: two, second: two },
  });
  formats.set(zone, made);
  return made;
}

/** What clocks in the zone show at an instant, as the milliseconds at which clocks in UTC show the same. */
export function wallMs(zone: string, ms: number): number {
  const parts = formatOf(zone).formatToParts(ms);
  const [year, month, day, hour, minute, second] = (
    ["year", "month", "day", "hour", "minute", "second"] as const
  ).map((type) => Number(parts.find((part) => part.type === type)!.value));
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

/**
 * The first and the last instant at which clocks in the zone show a time: two when they are set back over it. When
 * they are set forward over it, both are the instant of that change.
 */
export function instantsOf(zone: string, wall: number): { first: number; last: number } {
  const offset = (ms: number) => wallMs(zone, ms) - ms;
  const offsets = [offset(wall - dayMs), offset(wall + dayMs)];
  const found = offsets.map((one) => wall - one).filter((ms) => wallMs(zone, ms) === wall);
  if (found.length > 0) return { first: Math.min(...found), last: Math.max(...found) };
  let before = wall - Math.max(...offsets);
  let after = wall - Math.min(...offsets);
  const offsetAfter = offset(after);
  while (after - before > minuteMs) {
    const middle = Math.ceil((before + after) / 2 / minuteMs) * minuteMs;
    if (offset(middle) === offsetAfter) after = middle;
    else before = middle;
  }
  return { first: after, last: after };
}

/**
 * Names of ICU that IANA does not have, although the runtime takes them. Several mean another zone than most people
 * expect: `BST` is that of Bangladesh. Source: ICU's legacy aliases (tools/tzcode/icuzones).
 */
const onlyInIcu =
  /^(A[CEGRS]T|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST|SystemV\/.*)$/i;

/** Whether the runtime knows an IANA time zone of this name. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone) || onlyInIcu.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The zone's name in IANA's case, of which the runtime knows that of a zone's main name alone: an alias stays as it is
 * written, or becomes that name.
 */
export function ianaName(zone: string): string {
  const { timeZone } = formatOf(zone).resolvedOptions();
  const isAlias = timeZone.toLowerCase() !== zone.toLowerCase();
  return isAlias && /^[A-Z]/.test(zone) ? zone : timeZone;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** `Mon 2026-11-30 09:00 Europe/Berlin (Mon 2026-11-30 08:00 UTC)` */
export function zonedTime(zone: string, ms: number): string {
  const text = (wall: number) => {
    const iso = new Date(wall).toISOString();
    return `${weekdays[new Date(wall).getUTCDay()]} ${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
  };
  const utc = `${text(ms)} UTC`;
  return zone === "UTC" ? utc : `${text(wallMs(zone, ms))} ${zone} (${utc})`;
}
