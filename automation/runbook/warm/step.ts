import { toWarm } from "../../course/warmed";
import { apisOf, partsOf } from "../../world/environment";
import { atOnce } from "../compare/compare";
import { judge } from "../gate";
import type { Progress } from "../progress";
import type { Run } from "../run";
import { describeWarmed, objection } from "./describe";
import { warmUp } from "./warm";

/**
 * Before the switch: sends the candidates a rising load. Throws StepFailed if one fails under it, as it would in
 * production. Nothing is recorded meanwhile, and `resume` starts it again: what was warm may have cooled down.
 */
export async function warmCandidates(run: Run, progress: Progress): Promise<void> {
  const { environment } = progress;
  const { reporter, stack } = run.ports;
  const parts = apisOf(partsOf(run.ports, environment, environment.release.current!));
  const all = toWarm(stack.settings, environment.release);
  const found = await atOnce(all, async ({ service, settings }, stopping) => {
    const part = parts.find(({ name }) => name === service)!;
    if (part.inventory.privateName !== undefined) {
      reporter.note(
        `${service}: the ${part.candidate} private load balancer is not warmed up, since it admits only calls ` +
          "between services; `loadBalancers.reserveLcu` reserves capacity on it, too",
      );
    }
    const warmed = await warmUp(run, environment, part, settings, stopping);
    run.measured.warmed.push(warmed);
    reporter.note(`${service}: ${describeWarmed(warmed)}`);
    return objection(warmed, part.settings.errorAlarmPercent);
  });
  await judge(run, progress, "the candidate failed under its warm-up load", found.flat());
}
