import type { Color, ReleaseState } from "../../release/state";
import { serviceState } from "../../release/state";
import type { CheckResult, StepResult } from "../world/ports";
import { digestOf } from "../world/environment";
import type { Bill } from "../bill/bill";
import { billOf } from "./bill";
import type { Canary } from "./canary/result";
import type { Compared } from "./compare/compared";
import type { LongRequests } from "./longRequests";
import type { HookResult, Run } from "./run";
import type { Progress } from "./progress";
import type { Warmed } from "./warm/warmed";

/** `resting`: it waits for an approval, or for a freeze to end; production is untouched. */
export type Outcome = "done" | "rolledBack" | "resting";

/** How a release ended. */
export interface Ended {
  outcome: Outcome;
  progress: Progress;
  /** Whether production was rolled back from the candidate, or may have been on it. */
  returned: boolean;
  /** Why it was rolled back, or what failed although the release went on; empty when all went well. */
  reasons: string[];
  /** What to run when it is resting. */
  next?: string;
}

/** What `--json` prints of a release. Durations in seconds. */
export interface ReleaseResult {
  ok: boolean;
  outcome: Outcome;
  stack: string;
  release: string;
  revision: number;
  /** What serves production of each released service now. */
  services: Record<
    string,
    { color: Color | null; image: string | null; digest: string | null; size: number }
  >;
  steps: StepResult[];
  upSeconds: number[];
  drainSeconds: number | null;
  /** How long requests that were open when a fleet stopped could stay open, by service. */
  longRequests: Record<string, LongRequests>;
  returned: boolean;
  tests: CheckResult[];
  /** How the new versions compared with those in production, by request. */
  compared: Compared[];
  /** The load that the candidates were warmed up with, by service. */
  warmed: Warmed[];
  /** What the canaries showed, by service. */
  canary: Canary[];
  hooks: HookResult[];
  /** Alarms that could not stop the release, since they were in ALARM before it and never OK again. */
  ignoredAlarms: string[];
  /** What ran in addition to production; null: unknown, or it has not ended. */
  bill: Bill | null;
  /** Why it was rolled back or is resting, or what failed after it was done; empty when all went well. */
  reasons: string[];
  /** What to run when it is resting. */
  next?: string;
}

/** @param release without `startedAt`: it ran nothing in addition to production, or nobody knows since when */
export async function releaseResult(
  run: Run,
  release: { id: string; services: readonly string[]; startedAt?: string },
  { outcome, progress, returned, reasons, next }: Ended,
): Promise<ReleaseResult> {
  const { startedAt, services } = release;
  if (startedAt !== undefined && outcome !== "resting") {
    run.measured.bill = await billOf(run, progress.environment, {
      ...{ services, startedAt, isDone: outcome === "done" },
    });
  }
  const state = progress.environment.release;
  return {
    ok: outcome === "done" && reasons.length === 0,
    outcome,
    stack: run.ports.stack.name,
    release: release.id,
    revision: state.revision,
    services: Object.fromEntries(release.services.map((name) => [name, serving(state, name)])),
    ...run.measured,
    returned,
    reasons: [...reasons],
    ...(next !== undefined && { next }),
  };
}

function serving(state: ReleaseState, name: string): ReleaseResult["services"][string] {
  const { activeColor, fleets } = serviceState(state, name);
  if (!activeColor) return { color: null, image: null, digest: null, size: 0 };
  const { image, size } = fleets[activeColor];
  return { color: activeColor, image, digest: image && digestOf(image), size };
}
