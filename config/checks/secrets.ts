import type { Problem } from "../problem";
import { type Draft, services } from "./draft";
import { variableProblem } from "./environment";

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
