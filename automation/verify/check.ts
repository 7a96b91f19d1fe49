import type { Color } from "../../release/state";
import { DeployError, StepFailed, Stopped } from "../world/errors";
import type { Answer, Inspector, Permission, RequestContext } from "../world/inspector";
import type { EngineLock } from "../locks/engineLock";
import type { Clock, Observer, Stack } from "../world/ports";
import type { Environment } from "../world/environment";
import type { Metrics } from "../world/metrics";
import type { Reads } from "../world/reads";
import { failing, type Finding, type Judgement, notApplicable, unknown } from "./finding";

/** What checks work with. They change nothing. */
export interface Verification {
  stack: Pick<Stack, "name" | "settings" | "engineState">;
  observer: Observer;
  inspector: Inspector;
  reads: Reads;
  metrics: Metrics;
  clock: Pick<Clock, "nowMs">;
  /** Pulumi project. */
  project: string;
  /** Why the settings file can't be used, so that everything is checked with the settings of the last `up`; or null. */
  unreadable: DeployError | null;
  /** Null before the first `up`. */
  environment: Environment | null;
  /** Services to check. */
  services: readonly string[];
  /** Those of them whose next version would be compared with production. */
  compared: readonly string[];
  /** The image to release, by service. */
  images: Readonly<Record<string, string>>;
  /** What the deployer must be allowed to do. */
  permissions: readonly Permission[];
  context: RequestContext;
  /** Null: the backend reveals its lock only when an update begins. */
  locks: () => Promise<EngineLock[] | null>;
  /** URL of Pulumi's backend, such as `s3://bucket`. */
  backend: () => Promise<string>;
}

export interface Check {
  name: string;
  /** Cheap enough to run at the start of every release. */
  fast: boolean;
  /** What it looks at changes by itself, so a release that it would refuse looks again for a short time. */
  moves?: true;
  look(verification: Verification): Promise<Judgement[]>;
}

/**
 * Runs checks in parallel; one that can't be answered is a finding and stops no other.
 *
 * @param onBug what to make of a bug in a check; by default, even that is a finding
 */
export async function runChecks(
  checks: readonly Check[],
  verification: Verification,
  onBug: (bug: unknown) => Judgement[] = reported,
): Promise<Finding[]> {
  const asked = askedOnce(verification);
  const answersOf = async (check: Check): Promise<Judgement[]> => {
    try {
      return await check.look(asked);
    } catch (error) {
      if (error instanceof DeployError) return [unknown("", error.found, error.next)];
      // The command was stopped, or Pulumi can't be queried: then no check is to blame.
      if (error instanceof Stopped || error instanceof StepFailed) throw error;
      return onBug(error);
    }
  };
  const findings = await Promise.all(
    checks.map(async (check) =>
      (await answersOf(check)).map((judgement): Finding => ({ check: check.name, ...judgement })),
    ),
  );
  return findings.flat();
}

/** Shares the answers that several checks need, so that each question is asked once. */
function askedOnce(verification: Verification): Verification {
  const { inspector, stack } = verification;
  const edges = new Map<Color, ReturnType<Inspector["edge"]>>();
  let identity: ReturnType<Inspector["identity"]> | undefined;
  let engineState: ReturnType<Stack["engineState"]> | undefined;
  return {
    ...verification,
    stack: {
      name: stack.name,
      settings: stack.settings,
      engineState: () => (engineState ??= stack.engineState()),
    },
    inspector: {
      ...inspector,
      identity: () => (identity ??= inspector.identity()),
      edge(inventory, color) {
        const known = edges.get(color) ?? inspector.edge(inventory, color);
        edges.set(color, known);
        return known;
      },
    },
  };
}

function reported(bug: unknown): Judgement[] {
  const stack = bug instanceof Error ? (bug.stack ?? bug.message) : String(bug);
  return [failing("", `this check has a bug: ${stack}`, "report it with this text")];
}

/** Judges an answer; without one the subject does not apply here. */
export function judge<T>(
  subject: string,
  answer: Answer<T>,
  judgement: (value: T) => Judgement | Judgement[],
): Judgement[] {
  if ("notHere" in answer) return [notApplicable(subject, answer.notHere)];
  return [judgement(answer.value)].flat();
}
