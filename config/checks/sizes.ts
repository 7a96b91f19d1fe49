import { hookNames } from "../hooks";
import { outsideArns } from "../outside";
import type { Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import { mostTaskRights, taskRightsLength } from "../taskRights";
import { definitionProblems, fullReference } from "./definitionSize";
import { type Draft, services } from "./draft";

/** Of the overrides of an ECS task, 8192 characters, what is left beside the program's own variables. */
const maxCommandLength = 7500;
/** Of a role's inline policies, 10,240 characters, what is left beside the rights that every service has. */
export const maxRightsLength = 9500;

/**
 * What takes more room than AWS has for it. Sources: "Amazon ECS service quotas", `overrides` of RunTask in the
 * Amazon ECS API Reference, "IAM and AWS STS quotas".
 */
export function roomProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => {
    const key = `services.${name}`;
    return [
      ...definitionProblems(key, service, draft),
      ...policyProblems(key, service),
      ...taskRightsProblems(key, service, draft),
      ...commandProblems(key, service),
    ];
  });
}

/** What the ARNs take that a service's execution role may read, quotes and commas included. */
export function rightsLength(services: readonly ServiceSettings[]): number {
  const { secrets, keys, repositories } = outsideArns(services, fullReference);
  return [...secrets, ...keys, ...repositories].reduce((sum, arn) => sum + arn.length + 3, 0);
}

function policyProblems(key: string, service: ServiceSettings): Problem[] {
  const length = rightsLength([service]);
  if (length <= maxRightsLength) return [];
  const text =
    `name so many parameters and secrets that the ARNs of everything tasks need to start take ${length} characters, ` +
    `but the execution role's policy has room for ${maxRightsLength}; put several values into one secret, and refer ` +
    "to each by its JSON key";
  const reads = ["secretsKmsKeyArn", "repository", "repositorySecretArn"].map(
    (one) => `${key}.${one}`,
  );
  return [{ key: `${key}.secrets`, text, reads }];
}

function taskRightsProblems(key: string, service: ServiceSettings, draft: Draft): Problem[] {
  const length = taskRightsLength([service], draft);
  if (length <= mostTaskRights) return [];
  const text =
    `take ${length} characters in the policies of the tasks' role, with what \`volumes\` and \`exec\` need, but there ` +
    `is room for ${mostTaskRights}; list several resources in one statement, or use \`policyArns\``;
  return [{ key: `${key}.permissions`, text, reads: [`${key}.volumes`, `${key}.exec`] }];
}

function commandProblems(key: string, service: ServiceSettings): Problem[] {
  const hooks = hookNames.map((name) => [`hooks.${name}`, service.hooks[name]?.command] as const);
  const selfTest = service.selfTest?.command;
  return [...hooks, ["selfTest", selfTest] as const].flatMap(([where, command]) => {
    const { length } = JSON.stringify(command ?? []);
    if (length <= maxCommandLength) return [];
    const text =
      `takes ${length} characters; ECS takes at most ${maxCommandLength} for the command of a one-off task. ` +
      "Put a script into the image";
    return [{ key: `${key}.${where}.command`, text }];
  });
}
