import { Resource } from "@pulumi/pulumi";

/** Of the SDK's own parts; its types call it private. */
interface Traced {
  stackTrace?: (skip: number) => unknown[];
}

/**
 * Pulumi's SDK sends the whole stack of calls with each resource, and the engine keeps it: a third of the
 * state, which it writes after each change, and other paths in it with each checkout. Nothing reads it here.
 */
export function skipSourcePositions(traced = Resource as unknown as Traced): void {
  if (typeof traced.stackTrace === "function") traced.stackTrace = () => [];
}
