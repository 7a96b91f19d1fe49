import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { keptSettings } from "../../config/definition";
import { boundsOf } from "../../config/size";
import { toDerivedConfig } from "../../release/derivedConfig";
import { emptyState, withServices } from "../../release/state";
import { retire, stage, switchOver } from "../../release/transitions";
import { settingsOf } from "../config/samples";
import { type Registered, type Run, runProgram } from "./engine";
import { programWithWorkers, withWorkers } from "./workerPhases";

type Raw = Record<string, unknown>;

const root = join(__dirname, "../..");

function settingsFile(stack: string): Raw {
  const { config } = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Raw;
  };
  const own = Object.entries(config).filter(([key]) => key.startsWith("bluegreen:"));
  return Object.fromEntries(own.map(([key, value]) => [key.slice("bluegreen:".length), value]));
}

/** Every service of an environment was released once, and serves from blue. */
async function serving(stack: string, raw: Raw): Promise<Run> {
  const { services } = settingsOf(raw);
  const released = Object.entries(services).map(([name, service]) => {
    const image = `registry.example/${name}@sha256:${"1".repeat(64)}`;
    const size = boundsOf(service.size).min;
    return [name, { image, size, settings: keptSettings(service) }] as const;
  });
  const release = retire(
    switchOver(
      stage(withServices(emptyState, Object.keys(services)), {
        ...{ id: "release-1", owner: "somebody@somewhere:1", startedAt: "2025-01-01T00:00:00Z" },
        services: Object.fromEntries(released),
      }),
    ),
  );
  return runProgram({
    stack,
    config: { ...raw, ...toDerivedConfig(release) },
    deployed: { release, colorSecret: "s3cret" },
  });
}

/** The committed examples, and one with workers, private names and instances. */
export const examples: Record<string, () => Promise<Run>> = {
  dev: () => serving("dev", settingsFile("dev")),
  prod: () => serving("prod", settingsFile("prod")),
  workers: () => programWithWorkers(withWorkers, "idle"),
};

const serves = ({ protect, type }: Registered) => protect && type.startsWith("aws");

/** What serves, as Pulumi's state knows it: it deletes what is no longer registered, or refuses to. */
export function servingUrns({ resources }: Pick<Run, "resources">): string[] {
  return resources
    .filter(serves)
    .map(({ urn }) => urn!)
    .sort();
}

/** What an `up` would find in the state and delete: neither registered nor the alias of what is. */
export function lost(pinned: readonly string[], { resources }: Pick<Run, "resources">): string[] {
  const known = new Set(resources.flatMap(({ urn, aliases }) => [urn, ...(aliases ?? [])]));
  return pinned.filter((urn) => !known.has(urn));
}
