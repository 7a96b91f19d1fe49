import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

/** The program tells each task its color and service in variables of this prefix. */
export const reservedPrefix = "BLUEGREEN_";

export function environmentProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { environment }]) =>
    Object.keys(environment).flatMap((variable) => {
      const text = variableProblem(variable);
      return text === undefined ? [] : [{ key: `services.${name}.environment.${variable}`, text }];
    }),
  );
}

/** Why a task can't have a variable of this name from its settings; undefined when it can. */
export function variableProblem(variable: string): string | undefined {
  if (variable.startsWith(reservedPrefix)) {
    return `starts with ${reservedPrefix}, which the program sets itself`;
  }
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)
    ? undefined
    : "must be named in letters, digits and underscores";
}
