import { all } from "@pulumi/pulumi";
import { skipDebugMessages } from "../../../components/sdk/debugMessages";
import { thisMachine } from "../machine";
import { deployedSettings } from "./history";
import { type FailedOperation, type OperationKind, translateFailure, wasKilled } from "./failures";
import { outliveLostCalls } from "./lostMonitor";
import type { EngineOptions, Outputs } from "./options";
import { ownProgram } from "./ownProgram";
import { collectEvents } from "./upEvents";

/** One Pulumi operation, with what its program returned or threw. */
export interface Operation {
  program: () => Promise<Outputs>;
  events: ReturnType<typeof collectEvents>;
  /** Runs a call of the Automation API, by default one that changes nothing, and translates its failure. */
  guard: <T>(call: () => Promise<T>, kind?: OperationKind) => Promise<T>;
  outputs: () => Outputs;
}

/**
 * @param only see ApplyOptions
 * @param next see FailedOperation
 */
export function operate(
  options: EngineOptions,
  only: readonly string[] | "record" | null = null,
  next: Pick<FailedOperation, "again" | "afterLock"> = {},
): Operation {
  skipDebugMessages();
  outliveLostCalls();
  let programError: Error | null = null;
  let resolved: Outputs = {};
  const events = collectEvents(options.onResource);
  return {
    events,
    program: async () => {
      try {
        const outputs: Outputs =
          only === "record"
            ? await lazyProgram().recordOnly()
            : await loadProgram()({
                only,
                nowMs: Date.now(),
                beside: ownProgram(options.project)?.beside ?? null,
                deployedSettings: () => deployedSettings(options),
                ...(options.dependents && { dependents: options.dependents }),
                ...(options.delegation && { delegation: options.delegation }),
                ...(options.certificates && { certificates: options.certificates }),
              });
        all(outputs).apply((values) => (resolved = values));
        return outputs;
      } catch (error) {
        programError = error instanceof Error ? error : new Error(String(error));
        throw error;
      }
    },
    guard: async (call, kind = "question") => {
      try {
        return await call();
      } catch (error) {
        // A stop is no failure of what was asked, which has changed nothing.
        if (kind === "question") options.signal.throwIfAborted();
        throw translateFailure({
          stack: options.name,
          kind,
          error,
          programError,
          failures: events.failures(),
          interrupted: events.interrupted(),
          cancelled: options.signal.aborted,
          again: next.again,
          afterLock: next.afterLock,
          machine: thisMachine,
          locks: wasKilled(error) ? await options.locks?.().catch(() => null) : undefined,
        });
      }
    },
    outputs: () => resolved,
  };
}

/** The program with everything that it needs, unless it refuses to run. */
export function loadProgram(): (typeof import("../../../components/program"))["program"] {
  require("../../../components/environment");
  return lazyProgram().program;
}

const lazyProgram = () =>
  require("../../../components/program") as typeof import("../../../components/program");
