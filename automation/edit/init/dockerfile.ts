import { healthIn } from "./healthCommand";
import { serviceName } from "./names";
import { tcpPort } from "./port";
import { noProposals, type Proposals } from "./proposals";
import { withValues } from "./variables";

/** From EXPOSE and HEALTHCHECK of its last stage; without a port there is nothing to propose. */
export function fromDockerfile(
  text: string,
  folder: string,
  workers: readonly string[] = [],
): Proposals {
  const name = serviceName(folder);
  if (workers.includes(name)) return noProposals;
  const { ports, check } = imageOf(stagesIn(text));
  const port = ports.map(tcpPort).find((one) => !Number.isNaN(one));
  if (port === undefined) {
    const isOpen = ports.some((one) => one.includes("$"));
    const why = isOpen
      ? `Dockerfile has an EXPOSE whose port is not known: ${ports.join(" ")}`
      : "Dockerfile has no EXPOSE with a TCP port";
    return { services: [], leftOut: [{ name, why, template: isOpen ? "prototype" : "worker" }] };
  }
  return { services: [{ name, from: folder, port, ...healthIn(check, port) }], leftOut: [] };
}

interface Instruction {
  word: string;
  rest: string;
}

interface Stage {
  /** An image, or the name of a stage before. */
  base: string;
  name: string;
  own: Instruction[];
}

function stagesIn(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const { word, rest } of instructionsIn(text)) {
    if (word === "FROM") {
      const [, base = "", name = ""] =
        /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(rest)?.map((one) => one?.toLowerCase()) ?? [];
      stages.push({ base, name, own: [] });
    } else stages.at(-1)?.own.push({ word, rest });
  }
  return stages;
}

function instructionsIn(text: string): Instruction[] {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => !/^\s*#/.test(line))
    .join("\n")
    .replaceAll(/\\[ \t]*\n/g, " ")
    .split("\n");
  return lines.flatMap((line) => {
    const [, word, rest] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    return word === undefined ? [] : [{ word: word.toUpperCase(), rest: rest!.trim() }];
  });
}

/** What the last stage exposes, or else the one it begins with, and its health check. */
function imageOf(stages: readonly Stage[]): { ports: string[]; check: string } {
  const values = new Map<string, string>();
  let image = { ports: [] as string[], check: "" };
  for (const { own } of lineOf(stages)) {
    const exposed: string[] = [];
    for (const { word, rest } of own) {
      if (word === "ENV" || word === "ARG") setValues(values, rest);
      else if (word === "EXPOSE") exposed.push(...withValues(rest, values).split(/\s+/));
      else if (word === "HEALTHCHECK") image.check = withValues(rest, values);
    }
    image = { ...image, ports: exposed.length > 0 ? exposed : image.ports };
  }
  return image;
}

/** The last stage, after the ones that it is made from. */
function lineOf(stages: readonly Stage[]): Stage[] {
  const last = stages.at(-1);
  if (!last) return [];
  const before = stages.slice(0, -1);
  const at = before.findLastIndex(({ name }) => name !== "" && name === last.base);
  return [...lineOf(before.slice(0, at + 1)), last];
}

/** `NAME=value …`, or `NAME value` as it once was. */
function setValues(values: Map<string, string>, text: string): void {
  const pairs = [...text.matchAll(/(\w+)=("[^"]*"|'[^']*'|\S*)/g)];
  const [, name, value] = /^(\w+)\s+(.*)$/.exec(text) ?? [];
  if (pairs.length === 0 && name !== undefined) values.set(name, withValues(value!, values));
  for (const [, key, given] of pairs) {
    values.set(key!, withValues(given!.replace(/^(["'])(.*)\1$/, "$2"), values));
  }
}
