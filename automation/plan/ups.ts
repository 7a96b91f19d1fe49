import type { Settings } from "../../config/schema";
import type { ReleaseState } from "../../release/state";
import {
  define,
  handOver,
  type ReleaseRequest,
  retire,
  retireAndStay,
  stage,
  start,
  switchOver,
} from "../../release/transitions";
import { waitingWorkers } from "../../release/workers";
import { hasHook } from "../runbook/hooks";

export interface PlannedUp {
  name: "define" | "stage" | "switch" | "handover" | "retire" | "close";
  /** What it makes true. */
  state: ReleaseState;
}

/** The `up`s of a release that goes well, in order; those that only note a hook are left out. */
export function plannedUps(
  release: ReleaseState,
  request: ReleaseRequest,
  { services }: Settings,
): PlannedUp[] {
  const released = Object.keys(request.services);
  const ups: PlannedUp[] = [];
  const add = (name: PlannedUp["name"], state: ReleaseState) => {
    ups.push({ name, state });
    return state;
  };
  const staged = hasHook(services, released, "beforeStage")
    ? add("stage", start(add("define", define(release, request))))
    : add("stage", stage(release, request));
  const moved = add("switch", switchOver(staged));
  const waits = waitingWorkers(moved).length > 0;
  const switched = waits ? add("handover", handOver(moved)) : moved;
  if (!hasHook(services, released, "afterRetire")) add("retire", retire(switched));
  else add("close", retire(add("retire", retireAndStay(switched))));
  return ups;
}
