/** Of the SDK's own parts; it is not in its types. */
interface Debuggable {
  debuggablePromise?: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
  debugPromiseLeaks?: boolean;
}

/**
 * Pulumi's SDK writes a stack trace for each property of each resource, which it prints only under
 * `PULUMI_DEBUG_PROMISE_LEAKS`. Through source maps, as tsx has them, these traces are more than half of
 * the time, and a third of the memory, that a program of thousands of resources takes: they are not written
 * unless asked for. Other errors keep theirs.
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
