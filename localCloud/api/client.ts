import { type DeployError, refused } from "../../automation/world/errors";
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
  tagImage: true,
  untagImage: true,
  putSecret: true,
  createReceiver: true,
  publish: true,
  putEvent: true,
  scale: true,
  tellCalls: true,
  createZone: true,
  putRecord: true,
  startForeign: true,
  createBucket: true,
  importCertificate: true,
  createWebAcl: true,
  putObject: true,
  check: true,
  diff: true,
  create: true,
  update: true,
  remove: true,
  read: true,
  deleteByHand: true,
  invoke: true,
  executeCommand: true,
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

/** A server takes 16 KiB of headers. */
const longestAddress = 8000;

const json = { "content-type": "application/json" };

/** A client of the control API at this address. */
export function cloudClient(controlUrl: string, signal?: AbortSignal): CloudClient {
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await fetch(new URL(path, controlUrl), { ...init, signal: signal ?? null });
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer;
    const error = (answer as { error?: string } | undefined)?.error;
    if (error !== undefined) throw new CloudRequestError(error);
    throw new Error(`${response.status}, which is not an answer of the local cloud`);
  };
  const call = (name: string, args: unknown[]): Promise<unknown> => {
    const body = JSON.stringify(args);
    const ordered = name in isOrder;
    const question = args.length > 0 ? `${name}?${encodeURIComponent(body)}` : name;
    const post = () => ask(name, { method: "POST", body, headers: json });
    const asking = ordered
      ? post
      : // Reads may be retried, as AWS's SDK does: after a suspend, connections are closed.
        () => retried(question.length > longestAddress ? post : () => ask(question, {}), signal);
    return asking().catch((error: unknown) => {
      if (error instanceof CloudRequestError || signal?.aborted) throw error;
      throw unreachable(controlUrl, error);
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

const pausesMs = [50, 200, 500];

async function retried<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (const ms of pausesMs) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof CloudRequestError || signal?.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }
  return ask();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** As a failure of AWS would be reported. */
function unreachable(controlUrl: string, error: unknown): DeployError {
  const { message, cause } = error as Error;
  const why =
    cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : message;
  return refused(
    `the local cloud at ${new URL(controlUrl).host} can't be reached: ${why}`,
    "check that its rehearsal is still running, and run the command again",
  );
}
