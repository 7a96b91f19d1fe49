import { z } from "zod";

/**
 * A map whose keys are names that people choose. What is wrong with a name is said beside what is wrong within.
 * @param nameProblem null: the name may be used
 * @param propertyNames the same for editors, as JSON Schema
 */
export function namedMap<T extends z.ZodType>(
  value: T,
  nameProblem: (name: string) => string | null,
  propertyNames?: object,
) {
  const all = z.record(z.string(), value).superRefine(
    (given, context) => {
      for (const name of Object.keys(given)) {
        const message = nameProblem(name);
        if (message === null) continue;
        context.addIssue({ code: "custom", path: [name], message, input: name });
      }
    },
    // Unlike other rules, also where a value is refused.
    { when: ({ value: given }) => typeof given === "object" && given !== null },
  );
  return propertyNames ? all.meta({ propertyNames }) : all;
}
