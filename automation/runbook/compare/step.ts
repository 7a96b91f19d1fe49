import { toCompare } from "../../course/compared";
import { apisOf, partsOf } from "../../world/environment";
import { judge } from "../gate";
import type { Progress } from "../progress";
import type { Run } from "../run";
import { comparedPart, servedBy, withoutBaseline } from "../../world/baseline";
import { lastingProblems, shortWaitSeconds, steadyMs } from "../waitUntil";
import { atOnce, compareVersions } from "./compare";
import { objection } from "./describe";

/**
 * After the tests: compares the new versions with what serves. Throws StepFailed if one with `gate` is
 * not shown to be good enough. `resume` starts it again, since the requests of a pair must be close in time.
 */
export async function compareCandidates(run: Run, progress: Progress): Promise<void> {
  const { environment } = progress;
  const { settings } = run.ports.stack;
  const parts = apisOf(partsOf(run.ports, environment, environment.release.current!));
  const all = toCompare(settings, environment.release);
  const found = await atOnce(all, async ({ service, settings: wanted, against }, stopping) => {
    const part = comparedPart(
      environment,
      parts.find(({ name }) => name === service)!,
    );
    if (against === null) {
      run.ports.reporter.note(`${service}: not compared, since this is its first release`);
      return [];
    }
    const missing = await lastingProblems(run.ports, {
      what: `${service}: ${servedBy(part)} answers what is compared`,
      deadlineMs: steadyMs(run.ports.clock) + shortWaitSeconds * 1000,
      probe: () => withoutBaseline(run.ports, environment, part, wanted),
    });
    if (missing.length > 0) {
      // The release may be the fix for what is broken there: then nothing is compared.
      run.ports.reporter.warn(
        `${service}: not compared, since ${servedBy(part)} fails these requests itself: ${missing.join("; ")}`,
      );
      return [];
    }
    const compared = await compareVersions(run, environment, part, wanted, stopping);
    run.measured.compared.push(...compared);
    return wanted.gate ? compared.flatMap((one) => objection(one, wanted.pairs)) : [];
  });
  await judge(run, progress, "the candidate failed its comparison with production", found.flat());
}
