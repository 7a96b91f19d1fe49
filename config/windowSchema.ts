import { z } from "zod";
import { zone } from "./zoneSchema";

const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const day = `(${dayNames.join("|")})`;
const part = `${day}(-${day})?`;

const days = z
  .string()
  .regex(
    new RegExp(`^${part}(, ?${part})*$`),
    "must be days such as `mon-thu` or `mon, wed-fri`, of mon, tue, wed, thu, fri, sat and sun",
  );

const timeText = "must be a time such as `09:00`, in quotes";
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, timeText);

/** A time of the week in which releases may begin and move production. */
export const releaseWindow = z
  .strictObject({
    /** Days on which it opens: a list, or text such as `mon-thu` or `mon, wed-fri`. */
    days: z.union([days, z.array(days).min(1)]),
    /** `09:00`, by the clocks of `zone`. */
    from: time,
    /** `16:00`, or `24:00`; a time before `from` is on the next day. */
    to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, timeText),
    /** IANA time zone, such as `Europe/Berlin`. */
    zone,
  })
  .refine(({ from, to }) => from !== to, {
    path: ["to"],
    message:
      "is the same time as `from`, so the window never opens; a whole day is `00:00` to `24:00`",
  });

export type ReleaseWindow = z.output<typeof releaseWindow>;

/** 0: Monday. */
export function dayIndexes(days: ReleaseWindow["days"]): number[] {
  const parts = [days].flat().flatMap((text) => text.split(/, ?/));
  return parts.flatMap((one) => {
    const [first, last] = one.split("-").map((name) => dayNames.indexOf(name as "mon"));
    const count = last === undefined ? 1 : ((last - first! + 7) % 7) + 1;
    return Array.from({ length: count }, (_, index) => (first! + index) % 7);
  });
}
