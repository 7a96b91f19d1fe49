import { callVariable, privateNameOf } from "../calls";
import { hookNames } from "../hooks";
import { outsideArns } from "../outside";
import { list, type Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import { type Draft, services } from "./draft";

/** Of an ECS task definition, 64 KiB, what is left beside names and image. */
export const maxDefinitionBytes = 60 * 1024;
/** Of the overrides of an ECS task, 8192 characters, what is left beside the program's own variables. */
const maxCommandLength = 7500;
/** Of a role's inline policies, 10,240 characters, what is left beside the rights that every service has. */
export const maxRightsLength = 9500;
/** The start of a parameter's ARN in the region with the shortest name. */
const parameterStart = "arn:aws:ssm:us-east-1:123456789012:parameter";

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
      ...commandProblems(key, service),
    ];
  });
}

function definitionProblems(key: string, service: ServiceSettings, draft: Draft): Problem[] {
  const parts = definitionParts(service, draft);
  const sizes = parts.map(
    ([name, part]) => [name, Buffer.byteLength(JSON.stringify(part))] as const,
  );
  // What surrounds the parts in the list of them.
  const bytes = sizes.reduce((sum, [, size]) => sum + size + 1, 1);
  if (bytes <= maxDefinitionBytes) return [];
  const [largest] = [...sizes].sort(([, one], [, other]) => other - one)[0]!;
  const others = sizes.flatMap(([name]) => (name === largest ? [] : [`\`${name}\``]));
  const text =
    `takes ${Math.ceil(bytes / 1024)} KiB with ${list(others)}, but an ECS task definition leaves about 60 KiB for ` +
    `${others.length === 1 ? "both" : "all of them"}; ${instead[largest]}`;
  const reads = [...others.map((name) => `${key}.${name.slice(1, -1)}`), `${key}.calls`];
  return [{ key: `${key}.${largest}`, text, reads }];
}

type Part = "environment" | "secrets" | "command" | "entryPoint" | "workingDirectory";

const script = "put a script into the image, and run that";
const instead: Record<Part, string> = {
  environment:
    "move large values to SSM parameters (`secrets`), or to files that the service reads",
  secrets: "put several values into one secret, and let the service read its keys",
  command: script,
  entryPoint: script,
  workingDirectory: "use a shorter path",
};

/** As in a container definition. */
function definitionParts(service: ServiceSettings, draft: Draft): [Part, unknown][] {
  const { domain = "", services = {} } = draft;
  const urls = service.calls.map((callee) => [
    callVariable(callee),
    `https://${privateNameOf({ domain, services }, callee)}:10000`,
  ]);
  const environment = [...Object.entries(service.environment), ...urls];
  const { command, entryPoint, workingDirectory } = service;
  return [
    ["environment", environment.map(([name, value]) => ({ name, value }))],
    [
      "secrets",
      Object.entries(service.secrets).map(([name, from]) => ({
        name,
        valueFrom: fullReference(from),
      })),
    ],
    ...(command ? [["command", command] as [Part, unknown]] : []),
    ...(entryPoint ? [["entryPoint", entryPoint] as [Part, unknown]] : []),
    ...(workingDirectory ? [["workingDirectory", workingDirectory] as [Part, unknown]] : []),
  ];
}

/** What is in the place of a parameter's name. */
function fullReference(reference: string): string {
  return reference.startsWith("/") ? parameterStart + reference : reference;
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
