import { AwsFailure, translateAwsError } from "./awsFailures";

/** Asks the world, named for the failure, until the signal is aborted. */
export type Reading = <T>(what: string, read: () => Promise<T>) => Promise<T>;

/** `what` is read, such as `fleet`: it failed as `Could not read the fleet`. */
export function readingUntil(signal: AbortSignal | undefined): Reading {
  const doing = doingUntil(signal);
  return (what, read) => doing(`read the ${what}`, read);
}

/** `what` is done, such as `start the task`. */
export function doingUntil(signal: AbortSignal | undefined): Reading {
  return (what, act) => untilAborted(signal, () => translating(what, act));
}

/** An error that is none of AWS, credentials or network passes unchanged: it is a bug. */
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

/** The SDK heeds a signal during a request, not while it waits to retry; nor does DNS. */
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
