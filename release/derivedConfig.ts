import { z } from "zod";
import { colorSchema, currentReleaseSchema, fleetsSchema, type ReleaseState } from "./state";

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
    fleets: Object.fromEntries(services.map(([name, { fleets }]) => [name, fleets])),
    release: { revision: wanted.revision, current: wanted.current },
  };
}

export function fromDerivedConfig(config: DerivedConfig): ReleaseState {
  const services: ReleaseState["services"] = {};
  for (const [name, fleets] of Object.entries(config.fleets)) {
    services[name] = { activeColor: config.activeColor[name] ?? null, fleets };
  }
  return { ...config.release, services };
}
