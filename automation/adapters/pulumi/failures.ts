import type { ServingChanges } from "../../../config/servingChanges";
import { isStale } from "../../../release/nextState";
import { bluegreen } from "../../course/commandLines";
import { DeployError, QuestionFailed, refused, StepFailed } from "../../world/errors";
import { describeLock } from "../../locks/describeLock";
import { type EngineLock, locksIn } from "../../locks/engineLock";
import { livenessOf, type Machine } from "../../locks/liveness";
import { besideFailed } from "../../../components/programMark";
import { hasLostPulumi } from "./lostMonitor";
import { failureRules, unknownStack } from "./failureRules";
import { nextOf } from "./resourceFailure";

export { unknownStack };

/** `question`, such as a preview, changes nothing and takes no lock. */
export type OperationKind = "up" | "destroy" | "question";

/** What is known about a failed Pulumi operation. */
export interface FailedOperation {
  stack: string;
  kind: OperationKind;
  /** What was thrown by the Automation API. */
  error: unknown;
  /** What the program itself threw; it runs in this process. */
  programError: Error | null;
  /** Failures among Pulumi's events. */
  failures: string[];
  /** From Pulumi's events: operations that an earlier, killed `up` never finished. */
  interrupted?: string[];
  /** The operation was cancelled by us. */
  cancelled: boolean;
  /** What to do next; `resume` by default. */
  again?: string | undefined;
  /** What to do once the lock of another is released; `again` by default. */
  afterLock?: string | undefined;
  /** Who held the lock after Pulumi was killed; null: this backend does not show it. */
  locks?: readonly EngineLock[] | null | undefined;
  /** Where the holder of a lock may be looked up. */
  machine?: Machine;
}

/** Translates a failure of Pulumi. Its own words are kept as reasons. */
export function translateFailure(failed: FailedOperation): Error {
  const { stack, kind, programError, failures, interrupted = [], cancelled } = failed;
  const { again = bluegreen("resume", stack) } = failed;
  const text = failed.error instanceof Error ? failed.error.message : String(failed.error);
  const died = deadlySignal(failed.error);
  if (died && !(cancelled && died !== "SIGKILL")) return killed(failed, died, again);
  if (programError && !hasLostPulumi(programError)) {
    return besideFailure(failed, programError) ?? refusedByProgram(stack, programError);
  }
  const own = ownErrors(text, failures);
  const lock = byRule(own.filter(isLock), stack);
  if (lock) return leftBehind(failed, text, failed.afterLock ?? again) ?? lock;
  if (cancelled && kind !== "question") {
    return new DeployError("stoppedMidway", `cancelled during ${meanwhile[kind]}`, again, failures);
  }
  const known = byRule(own, stack);
  if (known) return known;
  const told = failures.filter((failure) => !isEcho(failure));
  const reasons = told.length > 0 ? told.flatMap(withNext) : [own.at(-1) ?? lastLines(text)];
  const all = [...reasons, ...interrupted];
  const cause = { cause: failed.error };
  return kind === "question"
    ? new QuestionFailed("Pulumi failed before it changed anything", all, cause)
    : new StepFailed(`the \`${kind}\` failed`, all, cause);
}

/** The signal that ended the Pulumi process, if one did. */
function deadlySignal(error: unknown): string | undefined {
  return /^signal: (SIG\w+)$/m.exec(error instanceof Error ? error.message : String(error))?.[1];
}

export const wasKilled = (error: unknown) => deadlySignal(error) !== undefined;

const meanwhile = {
  up: "an `up`",
  destroy: "`destroy`; some resources may already be deleted",
};

/** Nothing is rolled back: another `up` would only run into the lock that this one left behind. */
function killed(failed: FailedOperation, signal: string, again: string): DeployError {
  const { stack, kind } = failed;
  const outOfMemory = signal === "SIGKILL" && !failed.cancelled;
  const found = `Pulumi was killed (${signal})${outOfMemory ? ", possibly out of memory" : ""}`;
  if (kind === "question") {
    return refused(found, `${outOfMemory ? "free some memory and " : ""}run the command again`);
  }
  return new DeployError(
    "stoppedMidway",
    [found, ...lockLeft(failed)].join("; "),
    // Also without a lock: it resolves the operations that were left pending.
    `${bluegreen("unlock", stack)}; ${again}`,
  );
}

function lockLeft({ locks, machine }: FailedOperation): string[] {
  if (locks === null) return ["this backend does not show whether the stack is still locked"];
  if (!locks || !machine) return [];
  if (locks.length === 0) return ["the stack is not locked"];
  const holders = locks.map((lock) => describeLock(lock, machine)).join(" and ");
  return [`the stack is still locked by ${holders}`];
}

/** There is no point in waiting for a lock whose holder is no longer running. */
function leftBehind(
  { stack, machine }: FailedOperation,
  text: string,
  again: string,
): DeployError | undefined {
  const locks = locksIn(text);
  const isStale = (lock: EngineLock) => machine && livenessOf(lock, machine) === "gone";
  if (!machine || locks.length === 0 || !locks.every(isStale)) return undefined;
  const holders = locks.map((lock) => describeLock(lock, machine)).join(" and ");
  return new DeployError(
    "held",
    `stack ${stack} is locked by a Pulumi process that is no longer running: ${holders}`,
    `${bluegreen("unlock", stack)}; ${again}`,
  );
}

/**
 * Errors of the Pulumi CLI itself: in the CLI's output those at the beginning of a line, among the
 * events those of a provider that did not start. What a provider says about a resource is indented or names
 * the resource, and may contain anything.
 */
function ownErrors(text: string, failures: readonly string[]): string[] {
  // The Automation API repeats everything.
  const [said = ""] = text.split("\n err?: ");
  const printed = said
    .split(/^(?= ?(?:stdout|stderr):|\S*error: )/m)
    .flatMap(
      (part) => /^(?:\S* ?stderr: )?error: (?<error>[^]+)/.exec(part)?.groups?.["error"] ?? [],
    );
  const ofEngine = failures.filter((failure) => /^\S+ \(pulumi:providers:/.test(failure));
  return [...printed.map((error) => error.trim()), ...ofEngine];
}

/** Pulumi's own message after a resource has failed, which does not say why. */
function isEcho(failure: string): boolean {
  return failure === "update failed" || failure.endsWith("grpc: the client connection is closing");
}

function isLock(error: string): boolean {
  return /currently locked by|\[409\] Conflict/.test(error);
}

function byRule(errors: readonly string[], stack: string): DeployError | undefined {
  for (const error of errors) {
    for (const { pattern, translate } of failureRules) {
      const found = pattern.exec(error);
      if (found) return translate(found, stack);
    }
  }
  return undefined;
}

function withNext(failure: string): string[] {
  const next = nextOf(failure);
  return next === undefined ? [failure] : [failure, next];
}

/** By its name, because loading the program takes a second. What an `up` has registered before is applied by then. */
function besideFailure({ kind, error }: FailedOperation, thrown: Error): Error | undefined {
  if (thrown.name !== besideFailed) return undefined;
  const { found, problems } = thrown as Error & { found: string; problems: string[] };
  if (kind !== "question")
    return new StepFailed(`the \`${kind}\` failed`, [found, ...problems], { cause: error });
  return refused(
    found,
    "fix the program that Pulumi.yaml names and run the command again",
    problems,
  );
}

function refusedByProgram(stack: string, error: Error): Error {
  if (error.name !== "Error" && !("__pulumiRunError" in error)) return error;
  const { found, problems, next } = error as Partial<ServingChanges>;
  if (isStale(error.message)) {
    return new DeployError("held", found ?? error.message, bluegreen("status", stack));
  }
  if (found && next) return refused(found, next, problems);
  return refused(error.message, "correct the settings named there and run the command again");
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-10).join("\n");
}
