import { Resource } from "@pulumi/pulumi";

/** SDK internals that its types declare private. */
interface Traced {
  stackTrace?: (skip: number) => unknown[];
}

/**
 * Pulumi's SDK sends the whole call stack with each resource, and the CLI keeps it in the state: a third
 * of the state, rewritten after each change, with paths that differ in every checkout. Nothing here
 * reads it.
 */
export function skipSourcePositions(traced = Resource as unknown as Traced): void {
  if (typeof traced.stackTrace === "function") traced.stackTrace = () => [];
}
