import type { ReleaseRecord } from "../../automation/record/schema";
import type { ReleaseResult } from "../../automation/runbook/result";
import { changes } from "../sample/changes";
import type { TrafficReport } from "../traffic/trafficReport";

/** What is wrong with the released image, or only different; nothing is if it is `good`. */
export const variants = ["good", ...changes] as const;
export type Variant = (typeof variants)[number];

/** The part of the deployer's JSON document that the rehearsal uses. Durations in seconds. */
export type DeployerResult = Pick<
  ReleaseResult,
  "ok" | "steps" | "upSeconds" | "drainSeconds" | "reasons" | "canary"
> &
  Partial<Pick<ReleaseResult, "compared">> & {
    /** As in `ReleaseResult`, or why it stopped. */
    outcome: string;
  };

/** When a step started or ended, according to its progress line. */
export interface StepTime {
  step: string;
  name: string;
  startedMs: number;
  /** null if it did not end. */
  endedMs: number | null;
  /** When the share of a canary was seen to serve, after the `up` that the step begins with. */
  servingMs?: number;
}

export interface CanaryFacts {
  /** Shares as its settings have them, in percent. */
  percents: number[];
  /** When each surely served, to its end or until the candidate was rolled back; and when none or all of it did. */
  served: { percent: number; fromMs: number; toMs: number }[];
}

/** Everything that a rehearsal found; what is printed and drawn is derived from this alone. */
export interface Facts {
  variant: Variant;
  /** TTL of the production records, in seconds. */
  ttlSeconds: number;
  /** Pulumi's calls took as long as measured with the AWS provider. */
  awsTimes: boolean;
  /** The service being released while the others keep serving. */
  released: string;
  /** Digests of `released`: what served before, and what is released. */
  digests: { before: string; after: string };
  /** How long a request of `released` may take, as its settings say and as it passes in the local cloud. */
  limit: { announcedSeconds: number; hereSeconds: number };
  deployer: DeployerResult;
  /** The deployer's own record of the release; null: it kept none. */
  record: ReleaseRecord | null;
  /** null: the release has no canary. */
  canary: CanaryFacts | null;
  stepTimes: StepTime[];
  traffic: TrafficReport;
  /** After the release, as every name server answers. */
  production: { digest: string; problems: string[] };
  /** Tasks still running in the fleet that should have stopped. */
  tasksLeft: number;
}
