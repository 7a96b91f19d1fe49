import { z } from "zod";

/** What a program can be given, as an argument or in a variable. */
export const passedText = z
  .string()
  .refine((text) => !text.includes("\0"), "has a NUL character in its value")
  .refine(
    (text) => !/\p{Surrogate}/u.test(text),
    "has half a character (a lone surrogate) in its value",
  );

/** Why no variable can have this name; undefined if one can. */
export function variableNameProblem(name: string): string | undefined {
  if (name === "") return "has a variable without a name";
  if (name.includes("=")) {
    return "has a `=` in its name; that character ends the name of a variable";
  }
  if (/[\x00-\x1f\x7f]/.test(name)) {
    return "has a control character in its name, such as a line break";
  }
  return undefined;
}

/** Of the deploying machine. */
export const variableName = z.string().superRefine((name, context) => {
  const message = variableNameProblem(name);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});
