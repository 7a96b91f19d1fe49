import { callVariable } from "../calls";
import { privateNameOf } from "../names";
import { list, type Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import type { Sidecar } from "../sidecarSchema";
import type { Draft } from "./draft";

/** Of an ECS task definition, 64 KiB, what is left beside names and image. */
export const maxDefinitionBytes = 60 * 1024;
/** The start of a parameter's ARN in the region with the shortest name. */
const parameterStart = "arn:aws:ssm:us-east-1:123456789012:parameter";

/** A task definition of ECS that would be too large. */
export function definitionProblems(key: string, service: ServiceSettings, draft: Draft): Problem[] {
  const sizes = definitionParts(service, draft);
  // What surrounds the parts in the list of them.
  const bytes = sum(sizes.map(([, size]) => size + 1)) + 1;
  if (bytes <= maxDefinitionBytes) return [];
  const [largest] = [...sizes].sort(([, one], [, other]) => other - one)[0]!;
  const others = sizes.map(([name]) => name).filter((name) => name !== largest);
  const besides = list(others.map((name) => `\`${name}\``));
  const text =
    `takes ${Math.ceil(bytes / 1024)} KiB with ${besides}, but an ECS task definition leaves about 60 KiB for ` +
    `${others.length === 1 ? "both" : "all of them"}; ${instead[largest]}`;
  const reads = [...others.map((name) => `${key}.${name}`), `${key}.calls`];
  return [{ key: `${key}.${largest}`, text, reads }];
}

const bytesOf = (part: unknown) => Buffer.byteLength(JSON.stringify(part));

type Part =
  | "environment"
  | "secrets"
  | "command"
  | "entryPoint"
  | "workingDirectory"
  | "sidecars"
  | "volumes"
  | "logs";

const script = "put a script into the image, and run that";
const instead: Record<Part, string> = {
  environment:
    "move large values to SSM parameters (`secrets`), or to files that the service reads",
  secrets: "put several values into one secret, and let the service read its keys",
  command: script,
  entryPoint: script,
  workingDirectory: "use a shorter path",
  sidecars:
    "move large values to SSM parameters (`secrets` of a sidecar), or to files that it reads",
  volumes: "mount a folder that holds several of them",
  logs: "put options into a `configFile` of the router's image",
};

/** In bytes, as in a container definition. */
function definitionParts(service: ServiceSettings, draft: Draft): [Part, number][] {
  const { domain = "", services = {} } = draft;
  const urls = service.calls.map((callee): [string, string] => [
    callVariable(callee),
    `https://${privateNameOf({ domain, services }, callee)}:10000`,
  ]);
  const environment = [...Object.entries(service.environment), ...urls];
  const { command, entryPoint, workingDirectory, sidecars, volumes, logs } = service;
  const besides = Object.values(sidecars);
  const mounts = volumes.length + besides.reduce((sum, one) => sum + one.mounts.length, 0);
  const given = { command, entryPoint, workingDirectory };
  return [
    ["environment", bytesOf(variablesOf(environment))],
    ["secrets", bytesOf(secretsOf(service))],
    ...Object.entries(given).flatMap(([name, value]): [Part, number][] =>
      value === undefined ? [] : [[name as Part, bytesOf(value)]],
    ),
    ...part("sidecars", besides.length, sum(besides.map(sidecarBytes))),
    ...part("volumes", mounts, bytesOf(volumes) + (volumes.length + mounts) * mountBytes),
    ...(logs ? part("logs", 1, logBytes(logs)) : []),
  ];
}

function part(name: Part, count: number, bytes: number): [Part, number][] {
  return count === 0 ? [] : [[name, bytes]];
}

const variablesOf = (all: [string, string][]) => all.map(([name, value]) => ({ name, value }));

const secretsOf = ({ secrets }: Pick<ServiceSettings, "secrets">) =>
  Object.entries(secrets).map(([name, from]) => ({ name, valueFrom: fullReference(from) }));

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);

/** Names, log driver and the program's own variables of a container; names of a volume, or of where it is mounted. */
const [containerBytes, mountBytes] = [600, 100];

function sidecarBytes({ environment, secrets, ...rest }: Sidecar): number {
  const parts = [variablesOf(Object.entries(environment)), secretsOf({ secrets }), rest];
  return containerBytes + sum(parts.map(bytesOf));
}

function logBytes({ options, secretOptions }: NonNullable<ServiceSettings["logs"]>): number {
  return bytesOf(options) + bytesOf(secretsOf({ secrets: secretOptions }));
}

/** What is in the place of a parameter's name. */
export function fullReference(reference: string): string {
  return reference.startsWith("/") ? parameterStart + reference : reference;
}
