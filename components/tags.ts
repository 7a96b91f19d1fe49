import * as pulumi from "@pulumi/pulumi";
import type { Color } from "../release/state";

export type Tags = Record<string, string>;

/** Ownership tags of a resource, for costs and clean-up by environment, service or color. */
export function tags(of: { service?: string; color?: Color } = {}): Tags {
  return { project: pulumi.getProject(), environment: pulumi.getStack(), ...of };
}
