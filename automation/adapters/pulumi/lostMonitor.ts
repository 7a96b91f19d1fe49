/** gRPC's codes of a call that was cut off, and of one whose server is gone. */
const lostCodes: readonly unknown[] = [1, 14];

/** A call of the SDK to the engine's monitor that nobody waits for any more. */
export function isLostCall(reason: unknown): boolean {
  return (
    reason instanceof Error &&
    "code" in reason &&
    lostCodes.includes(reason.code) &&
    "metadata" in reason
  );
}

/**
 * An engine whose `up` failed goes while the SDK still tells it of outputs. The SDK listens for such calls
 * only as long as the program runs; one that ends later would end this process in the midst of what it does
 * about the failure, which it knows of from the engine.
 */
export function outliveLostCalls(): void {
  if (process.listeners("unhandledRejection").includes(onRejection)) return;
  process.on("unhandledRejection", onRejection);
}

function onRejection(reason: unknown): void {
  if (isLostCall(reason)) return;
  // Somebody else listens, and decides.
  if (process.listenerCount("unhandledRejection") > 1) return;
  throw reason;
}
