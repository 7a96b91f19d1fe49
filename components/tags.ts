import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { Color } from "../release/state";

export type Tags = Record<string, string>;

/** Of the environment whose resources are being registered: one process may register those of several. */
const ofEnvironment = new AsyncLocalStorage<Tags>();

/** Registers resources, each with these tags too. */
export function tagging<T>(more: Tags, register: () => T): T {
  return ofEnvironment.run(more, register);
}

/** Tags of a resource: whose it is, for permissions, costs and clean-up, and what the settings add to that. */
export function tags(of: { service?: string; color?: Color } = {}): Tags {
  return {
    ...ofEnvironment.getStore(),
    ...{ project: pulumi.getProject(), environment: pulumi.getStack(), ...of },
  };
}
