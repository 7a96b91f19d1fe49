import { z } from "zod";

/** A list that names each thing once. */
export function eachOnce<T extends z.ZodType<string | number>>(entry: T) {
  return z.array(entry).superRefine((all, context) => {
    all.forEach((one, index) => {
      if (all.indexOf(one) === index) return;
      context.addIssue({ code: "custom", path: [index], message: `names ${one} twice` });
    });
  });
}
