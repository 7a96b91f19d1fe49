import type { Reporter } from "../../automation/world/ports";
import { count } from "../report/numbers";
import type { Count } from "../traffic/trafficReport";

const everyMs = 5000;

/** Reports the traffic's numbers every few seconds, and at once when the first request fails. */
export function liveLine(reporter: Reporter, nowMs: () => number): (total: Count) => void {
  let toldMs = nowMs();
  let failedBefore = 0;
  return ({ requests, failed }) => {
    const firstFailure = failed > 0 && failedBefore === 0;
    failedBefore = failed;
    if (nowMs() - toldMs < everyMs && !firstFailure) return;
    toldMs = nowMs();
    const line = `traffic: ${count(requests)} requests, ${count(failed)} failed`;
    if (failed > 0) reporter.warn(line);
    else reporter.note(line);
  };
}
