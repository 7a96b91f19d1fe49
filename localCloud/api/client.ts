import type { orders, questions } from "./procedures";

type Procedures = typeof questions & typeof orders;
type Remote<Procedure> = Procedure extends (cloud: never, ...args: infer Args) => infer Answer
  ? (...args: Args) => Promise<Awaited<Answer>>
  : never;

/** The procedures of a local cloud (localCloud/api/procedures.ts), called from another process. */
export type CloudClient = { [Name in keyof Procedures]: Remote<Procedures[Name]> };

/** The local cloud answered with this error. */
export class CloudRequestError extends Error {
  override name = "CloudRequestError";
}

// Listed by name: importing the procedures themselves would load the whole cloud.
const isOrder: Record<keyof typeof orders, true> = {
  push: true,
  scale: true,
  tellCalls: true,
  createZone: true,
  putRecord: true,
  check: true,
  diff: true,
  create: true,
  update: true,
  remove: true,
  read: true,
  invoke: true,
  runTask: true,
  stopTask: true,
  enqueue: true,
  lease: true,
  takeEffect: true,
  finish: true,
  fault: true,
  releaseFault: true,
  clearFaults: true,
};

/** A client of the control API at this address. */
export function cloudClient(controlUrl: string, signal?: AbortSignal): CloudClient {
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await fetch(new URL(path, controlUrl), { ...init, signal: signal ?? null });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw new CloudRequestError((answer as { error: string }).error);
  };
  const call = (name: string, args: unknown[]): Promise<unknown> => {
    const body = JSON.stringify(args);
    if (name in isOrder) return ask(name, { method: "POST", body });
    const question = args.length > 0 ? `${name}?${encodeURIComponent(body)}` : name;
    // Reads may be retried, as AWS's SDK does: after a suspend, connections are closed.
    return ask(question, {}).catch((error: unknown) => {
      if (error instanceof CloudRequestError || signal?.aborted) throw error;
      return ask(question, {});
    });
  };
  return new Proxy({} as CloudClient, {
    // Resolving a promise with the client checks whether it has a `then`.
    get: (_none, name) =>
      typeof name === "string" && name !== "then"
        ? (...args: unknown[]) => call(name, args)
        : undefined,
  });
}
