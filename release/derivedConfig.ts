import { z } from "zod";
import {
  cnamesSchema,
  colors,
  colorSchema,
  currentReleaseSchema,
  definitionSchema,
  type Fleet,
  fleetSettingsSchema,
  fleetsSchema,
  freezeSchema,
  labelSchema,
  originSchema,
  type ReleaseState,
  removedNamesSchema,
  type ServiceState,
  stateVersion,
} from "./state";

/**
 * What a service's fleets keep of its settings, how they are labelled, what served before, and the
 * names being removed or adopted.
 */
const keptSchema = z.strictObject({
  blue: fleetSettingsSchema.optional(),
  green: fleetSettingsSchema.optional(),
  labels: z.partialRecord(colorSchema, labelSchema).optional(),
  previous: definitionSchema.optional(),
  removedNames: removedNamesSchema.optional(),
  origin: originSchema.optional(),
  cnames: cnamesSchema.optional(),
});
type Kept = z.output<typeof keptSchema>;

export const activeColorSchema = z.record(z.string(), colorSchema);

/**
 * The release state as stack config, under the keys `activeColor`, `fleets` and `release`. The deployer
 * adds them to the committed settings for one `up`; `release.revision` is the deployed revision that
 * they were derived from.
 */
export const derivedConfigSchema = z.strictObject({
  activeColor: activeColorSchema,
  fleets: z.record(z.string(), fleetsSchema),
  release: z.strictObject({
    revision: z.number().int().min(0),
    current: currentReleaseSchema.nullable(),
    freeze: freezeSchema.optional(),
    /**
     * What fleets keep, by service, as text: YAML and Pulumi read some objects in their own way, such as one
     * with the key `secure`. Absent in the history of a program that kept no settings.
     */
    definitions: z.string().optional(),
  }),
});
export type DerivedConfig = z.output<typeof derivedConfigSchema>;

/**
 * `wanted` is the state after the `up`; its `revision` is that of the deployed state it was derived
 * from.
 */
export function toDerivedConfig(wanted: ReleaseState): DerivedConfig {
  const services = Object.entries(wanted.services);
  return {
    activeColor: Object.fromEntries(
      services.flatMap(([name, { activeColor }]) => (activeColor ? [[name, activeColor]] : [])),
    ),
    fleets: Object.fromEntries(services.map(([name, service]) => [name, withoutSettings(service)])),
    release: {
      revision: wanted.revision,
      current: wanted.current,
      ...(wanted.freeze && { freeze: wanted.freeze }),
      definitions: JSON.stringify(
        Object.fromEntries(services.map(([name, service]) => [name, keptOf(service)])),
      ),
    },
  };
}

function withoutSettings({ fleets: { blue, green } }: ServiceState): ServiceState["fleets"] {
  return { blue: withoutKept(blue), green: withoutKept(green) };
}

function withoutKept({ settings: _, label: __, ...fleet }: Fleet): Fleet {
  return fleet;
}

function keptOf({ fleets, previous, removedNames, origin, cnames }: ServiceState): Kept {
  const { blue, green } = fleets;
  const labels = (blue.label ?? green.label) && { blue: blue.label, green: green.label };
  const names = { removedNames, origin, cnames };
  return { blue: blue.settings, green: green.settings, labels, previous, ...names };
}

export function fromDerivedConfig(config: DerivedConfig): ReleaseState {
  const services: ReleaseState["services"] = {};
  const definitions = readDefinitions(config.release.definitions ?? "{}");
  for (const [name, fleets] of Object.entries(config.fleets)) {
    const {
      labels = {},
      previous,
      removedNames,
      origin,
      cnames,
      ...settings
    } = definitions[name] ?? {};
    const [blue, green] = colors.map((color) => ({
      ...fleets[color],
      ...(labels[color] && { label: labels[color] }),
      ...(settings[color] && { settings: settings[color] }),
    })) as [Fleet, Fleet];
    const activeColor = config.activeColor[name] ?? null;
    services[name] = {
      activeColor,
      fleets: { blue, green },
      ...(previous && { previous }),
      ...(removedNames && { removedNames }),
      ...(origin && { origin }),
      ...(cnames && { cnames }),
    };
  }
  const { revision, current, freeze } = config.release;
  const version = config.release.definitions === undefined ? {} : { version: stateVersion };
  return { ...version, revision, current, services, ...(freeze && { freeze }) } as ReleaseState;
}

/** Most `up`s of a release have the same definitions as the one before. */
let lastRead: { text: string; kept: Record<string, Kept> } | undefined;

function readDefinitions(text: string): Record<string, Kept> {
  if (lastRead?.text !== text) {
    lastRead = { text, kept: z.record(z.string(), keptSchema).parse(JSON.parse(text)) };
  }
  return lastRead.kept;
}
