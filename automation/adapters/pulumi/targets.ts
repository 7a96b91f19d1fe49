import type { UpOptions } from "@pulumi/pulumi/automation";
import { serviceType } from "../../../components/serviceType";

/**
 * What an `up` of some services targets: these, with everything in them. The program registers nothing of the
 * others, and Pulumi keeps whatever is neither targeted nor registered.
 */
export function targetsOf(
  project: string,
  stack: string,
  services: readonly string[],
): Required<Pick<UpOptions, "target" | "targetDependents">> {
  // Pulumi takes no target for an `up` of everything, and would delete what is not registered.
  if (services.length === 0) throw new Error("an `up` of some services needs at least one");
  const urn = (service: string) => `urn:pulumi:${stack}::${project}::${serviceType}::${service}`;
  return { target: services.map(urn), targetDependents: true };
}

/**
 * Every resource: an `up` that excludes these changes the stack's outputs alone, whatever its program registers. An `up`
 * that targets only the stack itself would delete them, and one with no target covers them all.
 */
export const everything: readonly string[] = ["**"];
