import { clusterNameIn } from "./clusterName";
import { differences } from "./definition";
import type { Settings } from "./schema";
import type { EnvironmentShape } from "../release/inventory";

/** Settings of an environment that can't change while anything in it serves. */
export function environmentShape(settings: Settings): EnvironmentShape {
  const { domain, hostedZone = domain, network, foundation, imagesFrom = foundation } = settings;
  // By name, as another way to write the same cluster is no change.
  const cluster = settings.cluster === undefined ? undefined : clusterNameIn(settings.cluster);
  const place = foundation === undefined ? { hostedZone, network, cluster } : { foundation };
  // As recorded: without keys that have no value.
  return JSON.parse(JSON.stringify({ domain, ...place, imagesFrom })) as EnvironmentShape;
}

/** Where the settings differ from those that the environment was made with, by key. */
export function environmentChanges(settings: Settings, made: EnvironmentShape) {
  return differences(sorted(made), sorted(environmentShape(settings)));
}

/** The order of subnets means nothing. */
function sorted(shape: EnvironmentShape): EnvironmentShape {
  const text = JSON.stringify(shape, (_, value: unknown) =>
    Array.isArray(value) ? [...(value as string[])].sort() : value,
  );
  return JSON.parse(text) as EnvironmentShape;
}
