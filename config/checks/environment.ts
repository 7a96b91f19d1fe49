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

/** A variable has one source: the settings themselves, or a secret. */
export function secretProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => {
    const { environment, secrets, secretsKmsKeyArn, repositorySecretArn } = service;
    const root = `services.${name}`;
    const problems = Object.keys(secrets).flatMap((variable): Problem[] => {
      const key = `${root}.secrets.${variable}`;
      const text =
        variable in environment
          ? "is in `environment` too; a variable has one source"
          : variableProblem(variable);
      return text === undefined ? [] : [{ key, text }];
    });
    const locked = Object.keys(secrets).length > 0 || repositorySecretArn !== undefined;
    if (secretsKmsKeyArn !== undefined && !locked) {
      const text = "is a key without a lock: there are no `secrets`, and no `repositorySecretArn`";
      const reads = [`${root}.secrets`, `${root}.repositorySecretArn`];
      problems.push({ key: `${root}.secretsKmsKeyArn`, text, reads });
    }
    return problems;
  });
}
