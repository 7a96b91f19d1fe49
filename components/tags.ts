import * as pulumi from "@pulumi/pulumi";
import type { Color } from "../release/state";

export type Tags = Record<string, string>;

/** Tags of a resource: whose it is. Costs and clean-up by environment, service or color go by them. */
export function tags(of: { service?: string; color?: Color } = {}): Tags {
  return { project: pulumi.getProject(), environment: pulumi.getStack(), ...of };
}
