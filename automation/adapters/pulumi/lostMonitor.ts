/** gRPC's codes for a cancelled call, and for a call whose server is no longer running. */
const lostCodes: readonly unknown[] = [1, 14];

/** Whether this is a call of the SDK to Pulumi's resource monitor that nothing waits for any more. */
export function isLostCall(reason: unknown): boolean {
  return (
    reason instanceof Error &&
    "code" in reason &&
    lostCodes.includes(reason.code) &&
    "metadata" in reason
  );
}

/** Whether the program failed only because Pulumi had given up already, after the failure of a resource. */
export function hasLostPulumi(error: Error): boolean {
  if (error.cause instanceof Error && hasLostPulumi(error.cause)) return true;
  return isLostCall(error) || error.message.endsWith("Resource monitor is terminating");
}

/**
 * When an `up` fails, the Pulumi CLI exits while the SDK may still be sending it outputs. The SDK handles such
 * failed calls only while the program runs; a later one would crash this process while it deals with the
 * failure that Pulumi has already reported.
 */
export function outliveLostCalls(): void {
  if (process.listeners("unhandledRejection").includes(onRejection)) return;
  process.on("unhandledRejection", onRejection);
}

function onRejection(reason: unknown): void {
  if (isLostCall(reason)) return;
  // Another listener handles it.
  if (process.listenerCount("unhandledRejection") > 1) return;
  throw reason;
}
