import { z } from "zod";
import {
  activeColorSchema,
  type DerivedConfig,
  derivedConfigSchema,
} from "../release/derivedConfig";
import type { Color } from "../release/state";
import type { Reading } from "./problem";
import { parseValues, type RawConfig } from "./raw";

/** What the config says of the release. */
export interface ReleaseConfig {
  /** Complete only when the deployer runs the `up`. */
  derived: DerivedConfig | undefined;
  /** `activeColor` without the deployer: a person's claim, which must agree with what is deployed. */
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
      "`release`, `fleets` and `activeColor` belong to the deployer and are never written by hand; " +
        `remove them from the config. (${found.join("; ")})`,
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
      "`activeColor` must say blue or green for each service; better remove it: the deployer keeps it",
    ],
  };
}
