import { parseYaml } from "../../world/yaml";

/** A service as a Dockerfile or a compose file describes it. */
export interface Proposal {
  name: string;
  port: number;
  /** Path of the health check; null: none was found. */
  health: string | null;
}

export interface Proposals {
  services: Proposal[];
  /** Why a service of a compose file is not proposed, a line each. */
  leftOut: string[];
}

/** In the order in which Docker looks for them. */
export const composeFiles = [
  ...["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"],
] as const;

/** From EXPOSE and HEALTHCHECK; without a port there is nothing to propose. */
export function fromDockerfile(text: string, folder: string): Proposals {
  const lines = text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/);
  const ports = lines.flatMap(
    (line) => /^\s*EXPOSE\s+(\d{1,5})(\/tcp)?(\s|$)/i.exec(line)?.[1] ?? [],
  );
  const check = lines.findLast((line) => /^\s*HEALTHCHECK\s/i.test(line));
  const port = Number(ports[0]);
  if (!isPort(port)) return { services: [], leftOut: ["Dockerfile has no EXPOSE with a TCP port"] };
  const health = check === undefined ? null : pathIn(check);
  return { services: [{ name: serviceName(folder), port, health }], leftOut: [] };
}

/** Of the services that are built here; those that only name an image, such as a database, are left out. */
export function fromCompose(text: string, file: string): Proposals {
  const found = parseYaml(text, file) as { services?: unknown } | null;
  const all = Object.entries(mapOf(found?.services)).map(([name, value]) => ({
    name,
    service: mapOf(value),
  }));
  const services: Proposal[] = [];
  const leftOut: string[] = [];
  for (const { name, service } of all) {
    const port = [...listOf(service["ports"]), ...listOf(service["expose"])]
      .map(portOf)
      .find(isPort);
    if (service["build"] === undefined) leftOut.push(`${name} in ${file} is not built here`);
    else if (port === undefined) leftOut.push(`${name} in ${file} has no port: add it as a worker`);
    else services.push({ name: serviceName(name), port, health: healthOf(service["healthcheck"]) });
  }
  return { services, leftOut };
}

function healthOf(check: unknown): string | null {
  const { test } = mapOf(check);
  return pathIn(listOf(test).map(String).join(" "));
}

/** Of a URL on the container itself, as curl and wget are given it. */
function pathIn(command: string): string | null {
  const url =
    /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(\/[^\s"'|;&)\]]*)?/i.exec(
      command,
    );
  return url ? (url[1] ?? "/") : null;
}

/** Of the container, in each of the ways in which a compose file writes ports. */
function portOf(entry: unknown): number {
  if (typeof entry === "object") return Number(mapOf(entry)["target"]);
  const text = typeof entry === "number" ? String(entry) : typeof entry === "string" ? entry : "";
  return text.endsWith("/udp")
    ? NaN
    : Number(
        text
          .replace(/\/tcp$/, "")
          .split(":")
          .at(-1),
      );
}

const isPort = (port: number) => Number.isInteger(port) && port > 0 && port <= 65_535;

/** A label of host names, as the settings require it. */
export function serviceName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 20)
    .replace(/-+$/, "");
  return name === "" ? "api" : name;
}

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
