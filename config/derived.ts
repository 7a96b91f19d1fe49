import { z } from "zod";
import {
  activeColorSchema,
  type DerivedConfig,
  derivedConfigSchema,
} from "../release/derivedConfig";
import type { Color } from "../release/state";
import type { Reading } from "./problem";
import { parseValues, type RawConfig } from "./raw";

/** The release as described by the config. */
export interface ReleaseConfig {
  /** Complete only if the deployer runs the `up`. */
  derived: DerivedConfig | undefined;
  /**
   * `activeColor` without the deployer: a claim by the person who set it, which must match the deployed
   * state.
   */
  committedActiveColor: Record<string, Color>;
}

/** Reads the derived keys (config/raw.ts). */
export function readDerived(raw: RawConfig): Reading<ReleaseConfig> {
  const values = parseValues(raw);
  if (!("release" in values) && !("fleets" in values)) return readCommitted(values);
  const result = derivedConfigSchema.safeParse(values);
  if (result.success) {
    return { ok: true, value: { derived: result.data, committedActiveColor: {} } };
  }
  const found = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return {
    ok: false,
    problems: [
      "`release`, `fleets` and `activeColor` belong to the deployer; remove them from " +
        `the config. (${found.join("; ")})`,
    ],
  };
}

function readCommitted({ activeColor = {} }: RawConfig): Reading<ReleaseConfig> {
  const result = z.safeParse(activeColorSchema, activeColor);
  if (result.success) {
    return { ok: true, value: { derived: undefined, committedActiveColor: result.data } };
  }
  return {
    ok: false,
    problems: [
      "`activeColor` must be blue or green for each service; remove it instead: the deployer keeps " +
        "track of it",
    ],
  };
}
