import { AwsFailure, translateAwsError } from "./awsFailures";

/** Runs a read of AWS or DNS, named for error messages, until the signal is aborted. */
export type Reading = <T>(what: string, read: () => Promise<T>) => Promise<T>;

/** `what` completes the message, such as `fleet`: `Could not read the fleet`. */
export function readingUntil(signal: AbortSignal | undefined): Reading {
  const doing = doingUntil(signal);
  return (what, read) => doing(`read the ${what}`, read);
}

/** `what` completes the message, such as `start the task`: `Could not start the task`. */
export function doingUntil(signal: AbortSignal | undefined): Reading {
  return (what, act) => untilAborted(signal, () => translating(what, act));
}

/** An error that is not one of AWS, credentials or network is a bug and passes unchanged. */
async function translating<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const failure = error instanceof AwsFailure ? null : translateAwsError(error);
    if (failure === null) throw error;
    const found = `Could not ${what}. ${failure.message}`;
    throw new AwsFailure(failure.code, found, failure.next, { cause: error });
  }
}

/** The SDK honours a signal during a request but not while it waits to retry; DNS ignores it. */
function untilAborted<T>(signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T> {
  if (signal === undefined) return read();
  return new Promise((resolve, reject) => {
    const stop = () => {
      const reason: unknown = signal.reason;
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    read()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
