import { z } from "zod";
import { parseCron } from "./cron";

/** Six fields, as AWS takes them. */
export const cron = z.string().superRefine((text, context) => {
  const read = parseCron(text);
  if ("problem" in read) context.addIssue({ code: "custom", message: read.problem });
});
