import { isNode, isPair, parseDocument, visit } from "yaml";
import { refused } from "../../world/errors";
import { parseYaml } from "../../world/yaml";
import { extendedBy, listOf, mapOf, withExtended } from "./composeService";
import { healthIn } from "./healthCommand";
import { distinctNames, serviceName } from "./names";
import { tcpPort } from "./port";
import type { LeftOut, Proposal, Proposals } from "./proposals";
import { withValues } from "./variables";

/** In the order in which Docker looks for them. */
export const composeFiles = [
  ...["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"],
] as const;

/** Of the services that are built here; those that only name an image, such as a database, are left out. */
export function fromCompose(
  text: string,
  file: string,
  workers: readonly string[] = [],
): Proposals {
  const all = mapOf(mapOf(composeIn(text, file))["services"]);
  const services: Omit<Proposal, "name">[] = [];
  const leftOut: LeftOut[] = [];
  for (const [from, value] of Object.entries(all)) {
    const name = serviceName(from);
    const service = withExtended(all, value);
    const { file: elsewhere } = extendedBy(service);
    const ports = [...listOf(service["ports"]), ...listOf(service["expose"])].map(portOf);
    const port = ports.map(tcpPort).find((one) => !Number.isNaN(one));
    const leave = (why: string, template: LeftOut["template"]) =>
      leftOut.push({ name, why: `${from} in ${file} ${why}`, template });
    if (workers.includes(from)) continue;
    if (service["build"] === undefined || service["build"] === null) {
      if (elsewhere === undefined) leave("is not built here", null);
      else leave(`extends a service of ${elsewhere}, which was not read`, "prototype");
    } else if (port !== undefined) {
      services.push({ from, port, ...healthOf(service["healthcheck"], port) });
    } else if (workers.includes(name)) continue;
    else if (ports.some((one) => one.includes("$"))) {
      leave(`has a port that is not known: ${ports.join(" ")}`, "prototype");
    } else leave("has no TCP port", "worker");
  }
  const names = distinctNames(
    services.map(({ from }) => from),
    workers,
  );
  return { services: services.map((one, at) => ({ name: names[at]!, ...one })), leftOut };
}

/** Compose's own tags, with which a file that is laid over another takes something back. */
const ownTags = /(?<![^\s[{,])!(?:reset|override)(?![^\s,\]}])/g;

/** The file as Compose reads it: with merge keys, and without what is tagged `!reset`. */
function composeIn(text: string, file: string): unknown {
  // Refuses all that is wrong or too large.
  parseYaml(
    text.replaceAll(ownTags, (tag) => " ".repeat(tag.length)),
    file,
  );
  const document = parseDocument(text, { logLevel: "error", merge: true });
  visit(document, {
    Pair: (_, { value }) =>
      isNode(value) && !isPair(value) && value.tag === "!reset" ? visit.REMOVE : undefined,
  });
  try {
    return document.toJS() as unknown;
  } catch (error) {
    throw refused(
      `${file} can't be read: ${(error as Error).message}; nothing was changed`,
      "fix the file and run the command again",
    );
  }
}

function healthOf(check: unknown, port: number) {
  const { test } = mapOf(check);
  return healthIn(withValues(listOf(test).map(String).join(" ")), port);
}

/** Of the container, with its protocol, in each of the ways in which a compose file writes ports. */
function portOf(entry: unknown): string {
  if (typeof entry === "number" || typeof entry === "string") {
    return withValues(String(entry)).split(":").at(-1)!;
  }
  const { target, protocol } = mapOf(entry);
  return withValues(`${String(target)}/${typeof protocol === "string" ? protocol : "tcp"}`);
}
