import { z } from "zod";
import { type Cron, parseCron } from "./cron";
import { lastTime } from "./last";

const never = "never comes: in none of its years do these months have such a day";

/** Looked for backwards from its last year, in a zone whose clocks skip nothing. */
function isNever(cron: Cron): boolean {
  return lastTime(cron, "UTC", Date.UTC(Math.max(...cron.years) + 1, 0)) === null;
}

/** Six fields, as AWS takes them: one space between them and none around them, names in capitals. */
export const cron = z
  .string()
  .superRefine((text, context) => {
    const read = parseCron(text);
    if ("problem" in read) return context.addIssue({ code: "custom", message: read.problem });
    if (isNever(read.cron)) context.addIssue({ code: "custom", message: never });
  })
  .transform((text) => text.trim().split(/\s+/).join(" ").toUpperCase());
