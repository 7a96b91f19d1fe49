import { z } from "zod";
import { parseCron } from "./cron";

/** Six fields, as AWS takes them: one space between them and none around them, names in capitals. */
export const cron = z
  .string()
  .superRefine((text, context) => {
    const read = parseCron(text);
    if ("problem" in read) context.addIssue({ code: "custom", message: read.problem });
  })
  .transform((text) => text.trim().split(/\s+/).join(" ").toUpperCase());
