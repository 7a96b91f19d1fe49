import { loginsOf, secretsOf } from "../definition";
import type { Problem } from "../problem";
import { variableNameProblem } from "../variables";
import { type Draft, services } from "./draft";

/** Prefix of the variables in which the program tells each task its color and service. */
export const reservedPrefix = "BLUEGREEN_";

export function environmentProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { environment }]) =>
    Object.keys(environment).flatMap((variable) => {
      const text = variableProblem(variable);
      return text === undefined ? [] : [{ key: `services.${name}.environment.${variable}`, text }];
    }),
  );
}

/** Why the settings can't give a task a variable of this name; undefined if they can. */
export function variableProblem(variable: string): string | undefined {
  if (variable.startsWith(reservedPrefix)) {
    return `starts with ${reservedPrefix}, a prefix reserved for the program`;
  }
  return variableNameProblem(variable);
}

/** A role that somebody else made has policies of its own. */
export function permissionProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { roleArn, permissions, policyArns }]) => {
    const root = `services.${name}`;
    const problem = (key: string, given: readonly unknown[]): Problem[] =>
      roleArn === undefined || given.length === 0
        ? []
        : [
            {
              key: `${root}.${key}`,
              text: "has no effect beside `roleArn`: add it to that role, or remove one of the two",
              reads: [`${root}.roleArn`],
            },
          ];
    return [...problem("permissions", permissions), ...problem("policyArns", policyArns)];
  });
}

/** A variable comes either from the settings themselves or from a secret. */
export function secretProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => {
    const { environment, secrets, secretsKmsKeyArn, repository, repositorySecretArn } = service;
    const root = `services.${name}`;
    const problems = Object.keys(secrets).flatMap((variable): Problem[] => {
      const key = `${root}.secrets.${variable}`;
      const text =
        variable in environment
          ? "is also set in `environment`; remove one of the two"
          : variableProblem(variable);
      return text === undefined ? [] : [{ key, text }];
    });
    if (repositorySecretArn !== undefined && repository === undefined) {
      const text =
        "is for the registry named in `repository`, which is not set: images come from an ECR repository, " +
        "which needs no credentials; set `repository`, or remove this";
      problems.push({ key: `${root}.repositorySecretArn`, text, reads: [`${root}.repository`] });
    }
    const locked = secretsOf(service).length > 0 || loginsOf(service).length > 0;
    if (secretsKmsKeyArn !== undefined && !locked) {
      const text =
        "has no effect: this service names no secret (`secrets`, `repositorySecretArn`, or those of `sidecars` and `logs`)";
      const reads = ["secrets", "sidecars", "logs", "repositorySecretArn"].map(
        (one) => `${root}.${one}`,
      );
      problems.push({ key: `${root}.secretsKmsKeyArn`, text, reads });
    }
    return problems;
  });
}
