import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

/** The program tells each task its color and service in variables of this prefix. */
export const reservedPrefix = "BLUEGREEN_";

export function environmentProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { environment }]) =>
    Object.keys(environment).flatMap((variable) => {
      const key = `services.${name}.environment.${variable}`;
      if (variable.startsWith(reservedPrefix)) {
        return [{ key, text: `starts with ${reservedPrefix}, which the program sets itself` }];
      }
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)
        ? []
        : [{ key, text: "must be named in letters, digits and underscores" }];
    }),
  );
}
