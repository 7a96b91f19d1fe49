import { bluegreen } from "../course/commandLines";
import type { HookName } from "../../config/hooks";
import type { StepTitle } from "../course/titles";
import type { Bill } from "../bill/bill";
import type { Compared } from "./compare/compared";
import type { LongRequests } from "./longRequests";
import type { Canary } from "./canary/result";
import type { Warmed } from "./warm/warmed";
import type { ReleaseState } from "../../release/state";
import { DeployError } from "../world/errors";
import { machineTrouble } from "../world/machineTrouble";
import type { CheckResult, Ports, StepResult } from "../world/ports";
import type { Rules } from "../world/rules";

/** What is fixed for one run of the deployer. What changes along the way is in Progress. */
export interface Run {
  readonly ports: Ports;
  readonly rules: Rules;
  /** `user@host:pid` of this process. */
  readonly owner: string;
  /** ISO 8601, UTC. Recorded as the time when this run took over a release that another began. */
  readonly startedAt: string;
  /** What a person says about hooks whose outcome is unknown. */
  readonly hookAnswers: HookAnswers;
  /** Read by the result. */
  readonly measured: Measured;
}

/** Hooks by name, as `users/beforeSwitch`. */
export interface HookAnswers {
  /** They have run and must not run again. */
  ran: readonly string[];
  /** They have not run, or may run again. */
  again: readonly string[];
}

export interface Measured {
  steps: StepResult[];
  /** Seconds of each `up`, in order. */
  upSeconds: number[];
  /** Seconds between the switch in sync and the stop; null when nothing had to drain. */
  drainSeconds: number | null;
  /** Of the fleets that have stopped, by service. */
  longRequests: Record<string, LongRequests>;
  tests: CheckResult[];
  compared: Compared[];
  warmed: Warmed[];
  canary: Canary[];
  hooks: HookResult[];
  /** Alarms that have been in ALARM since before the release, as of the last look: they can't stop it. */
  ignoredAlarms: string[];
  /** What ran in addition to production; null: not known, or not yet. */
  bill: Bill | null;
}

export interface HookResult {
  service: string;
  hook: HookName;
  ok: boolean;
  seconds: number;
  /** Null when the task did not end by itself. */
  exitCode: number | null;
  /** Why it failed; empty when it did not. */
  reason: string;
  /** The end of its output. */
  output: string;
}

export function startRun(ports: Ports, rules: Rules, owner: string): Run {
  return {
    ports,
    rules,
    owner,
    startedAt: new Date(ports.clock.nowMs()).toISOString(),
    hookAnswers: { ran: [], again: [] },
    measured: {
      ...{ steps: [], upSeconds: [], drainSeconds: null },
      ...{ longRequests: {}, tests: [], compared: [], warmed: [], canary: [], hooks: [] },
      ignoredAlarms: [],
      bill: null,
    },
  };
}

/** Announces a step, runs it, and records how long it took. */
export async function announced<T>(
  { ports: { clock, reporter }, measured }: Run,
  { step, name }: Pick<StepTitle, "step" | "name">,
  action: () => Promise<T>,
): Promise<T> {
  const started = clock.monotonicSeconds();
  reporter.stepStarted(step, name);
  // A failed step is recorded too: how long it took before it failed is part of the story.
  const ended = (failed: boolean) => {
    const seconds = clock.monotonicSeconds() - started;
    const result = { step, name, seconds, ...(failed && { failed: true as const }) };
    measured.steps.push(result);
    reporter.stepEnded(result);
  };
  let value: T;
  try {
    value = await action();
  } catch (error) {
    ended(true);
    throw error;
  }
  ended(false);
  return value;
}

/**
 * A refusal means that nothing was changed. Once this run has applied an `up`, that is no longer true: from
 * then on, an expired token or a missing permission pauses the release.
 */
export async function refusingOnlyAtFirst<T>(run: Run, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (run.measured.upSeconds.length === 0) throw error;
    throw pausing(error, bluegreen("resume", run.ports.stack.name, "--if-any"), "release paused");
  }
}

/** Nobody has looked at production when a release is paused, so this says what is recorded of it. */
export function pausedAt({ current, services }: ReleaseState): string {
  const byPlace = new Map<string, string[]>();
  for (const name of Object.keys(current?.services ?? {})) {
    const { activeColor, origin } = services[name] ?? {};
    const place = activeColor ? `on ${activeColor}` : origin ? "at its origin" : "nowhere";
    byPlace.set(place, [...(byPlace.get(place) ?? []), name]);
  }
  const places = [...byPlace].map(([place, names]) => `${names.join(", ")} ${place}`);
  return `release paused (production as recorded: ${places.join("; ")})`;
}

/** A refusal that came too late to be one; any other error as it is. */
export function pausing(thrown: unknown, goOn: string, paused: string): unknown {
  const error = machineTrouble(thrown) ?? thrown;
  if (!(error instanceof DeployError) || error.kind !== "refused") return error;
  return new DeployError(
    "stoppedMidway",
    `${paused}: ${error.found}`,
    // Not the same command again: this release has to be continued.
    `${error.next.replace(/(,? (and|then) run the command again)?\.?$/, "")}; then: ${goOn}`,
    error.reasons,
    { cause: error },
  );
}
