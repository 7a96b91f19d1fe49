import type { ReleaseResult } from "../../automation/runbook/result";
import type { TrafficReport } from "../traffic/trafficReport";

/** What is wrong with the image that is released; `good` has nothing wrong with it. */
export const variants = ["good", "bad-health", "bad-tests", "slow-start"] as const;
export type Variant = (typeof variants)[number];

/** Of the deployer's JSON document, what the rehearsal uses. Durations in seconds. */
export type DeployerResult = Pick<
  ReleaseResult,
  "ok" | "steps" | "upSeconds" | "drainSeconds" | "reasons"
> & {
  /** As in `ReleaseResult`, or why it stopped. */
  outcome: string;
};

/** When a step began or ended, as its progress line passed by. */
export interface StepTime {
  step: string;
  name: string;
  startedMs: number;
  /** null when it did not end. */
  endedMs: number | null;
}

/** Everything that a rehearsal found; what is printed and drawn follows from it alone. */
export interface Facts {
  variant: Variant;
  /** TTL of the production records, in seconds. */
  ttlSeconds: number;
  /** Service that is released while the others serve on. */
  released: string;
  /** Digests of `released`: what served before, and what is released. */
  digests: { before: string; after: string };
  deployer: DeployerResult;
  stepTimes: StepTime[];
  traffic: TrafficReport;
  /** After the release, asked through DNS at every name server. */
  production: { digest: string; problems: string[] };
  /** Tasks that still run of the fleet that should have stopped. */
  tasksLeft: number;
}
