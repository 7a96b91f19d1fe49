import { hookNames } from "../hooks";
import type { Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import { parseReference } from "../secretReference";
import { type Draft, services } from "./draft";

/** Of an ECS task definition, 64 KiB, what is left beside names and image. */
export const maxDefinitionBytes = 60 * 1024;
/** Of the overrides of an ECS task, 8192 characters, what is left beside the program's own variables. */
const maxCommandLength = 7500;
/** Of a role's inline policies, 10,240 characters, what is left beside the rights that every service has. */
const maxPolicyLength = 9500;
/** The start of a parameter's ARN in the region with the shortest name. */
const parameterStart = "arn:aws:ssm:us-east-1:123456789012:parameter".length;

/**
 * What takes more room than AWS has for it. Sources: "Amazon ECS service quotas", `overrides` of RunTask in the
 * Amazon ECS API Reference, "IAM and AWS STS quotas".
 */
export function roomProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => {
    const key = `services.${name}`;
    return [
      ...definitionProblems(key, service),
      ...policyProblems(key, service),
      ...commandProblems(key, service),
    ];
  });
}

function definitionProblems(key: string, { environment, secrets }: ServiceSettings): Problem[] {
  const bytes = Buffer.byteLength(JSON.stringify([environment, secrets]));
  if (bytes <= maxDefinitionBytes) return [];
  const text =
    `takes ${Math.ceil(bytes / 1024)} KiB with \`secrets\`, but an ECS task definition leaves about 60 KiB for ` +
    "both; move large values to SSM parameters (`secrets`), or to files that the service reads";
  return [{ key: `${key}.environment`, text, reads: [`${key}.secrets`] }];
}

function policyProblems(key: string, { secrets }: ServiceSettings): Problem[] {
  const arns = Object.values(secrets).map((reference) => {
    const parsed = parseReference(reference);
    if (!parsed) return "";
    return "arn" in parsed ? parsed.arn : " ".repeat(parameterStart) + parsed.name;
  });
  const length = [...new Set(arns)].reduce((sum, arn) => sum + arn.length + 3, 0);
  if (length <= maxPolicyLength) return [];
  const text =
    `name so many parameters and secrets that their ARNs take ${length} characters, but the policy that lets ` +
    `tasks read them has room for ${maxPolicyLength}; put several values into one secret, and refer to each by ` +
    "its JSON key";
  return [{ key: `${key}.secrets`, text }];
}

function commandProblems(key: string, service: ServiceSettings): Problem[] {
  const hooks = hookNames.map((name) => [`hooks.${name}`, service.hooks[name]?.command] as const);
  const selfTest = service.kind === "worker" ? service.selfTest.command : undefined;
  return [...hooks, ["selfTest", selfTest] as const].flatMap(([where, command]) => {
    const { length } = JSON.stringify(command ?? []);
    if (length <= maxCommandLength) return [];
    const text =
      `takes ${length} characters; ECS takes at most ${maxCommandLength} for the command of a one-off task. ` +
      "Put a script into the image";
    return [{ key: `${key}.${where}.command`, text }];
  });
}
