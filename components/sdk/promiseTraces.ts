/** SDK internals that its types leave out. */
interface Debuggable {
  debuggablePromise?: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
  debugPromiseLeaks?: boolean;
}

/**
 * Pulumi's SDK captures a stack trace for every property of every resource, and prints it only under
 * `PULUMI_DEBUG_PROMISE_LEAKS`. With tsx's source maps, these traces take more than half the time and a
 * third of the memory of a program with thousands of resources, so they are only captured if that
 * variable asks for them. Other errors keep their traces.
 */
export function skipPromiseTraces(
  debuggable = require("@pulumi/pulumi/runtime/debuggable") as Debuggable,
): void {
  const { debuggablePromise: original, debugPromiseLeaks } = debuggable;
  if (typeof original !== "function" || debugPromiseLeaks) return;
  debuggable.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return original(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}
