import type { Color, ReleaseState } from "../../release/state";
import { serviceState } from "../../release/state";
import type { CheckResult, StepResult } from "../world/ports";
import { digestOf } from "../world/environment";
import type { HookResult, Run } from "./run";

export type Outcome = "done" | "rolledBack";

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
  returned: boolean;
  tests: CheckResult[];
  hooks: HookResult[];
  /** Why it was rolled back, or what failed after it was done; empty when all went well. */
  reasons: string[];
}

export function releaseResult(
  run: Run,
  release: { id: string; services: string[] },
  state: ReleaseState,
  outcome: Outcome,
  reasons: readonly string[] = [],
): ReleaseResult {
  return {
    ok: outcome === "done" && reasons.length === 0,
    outcome,
    stack: run.ports.stack.name,
    release: release.id,
    revision: state.revision,
    services: Object.fromEntries(release.services.map((name) => [name, serving(state, name)])),
    ...run.measured,
    reasons: [...reasons],
  };
}

function serving(state: ReleaseState, name: string): ReleaseResult["services"][string] {
  const { activeColor, fleets } = serviceState(state, name);
  if (!activeColor) return { color: null, image: null, digest: null, size: 0 };
  const { image, size } = fleets[activeColor];
  return { color: activeColor, image, digest: image && digestOf(image), size };
}
