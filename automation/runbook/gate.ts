import { alarmsSinceStart } from "./alarms";
import type { CheckResult } from "../world/ports";
import { type ApiPart, apisOf, type Environment, partsOf } from "../world/environment";
import { type Progress, requirePlace } from "./progress";
import type { Run } from "./run";
import { selfTest } from "./oneOff";
import { candidateProblems } from "./stage";
import { StepFailed } from "../world/errors";
import { testHeaders } from "../world/testAccess";
import { lastingProblems, steadyMs } from "./waitUntil";

/**
 * Long enough for a new target's first health checks, but not to wait for a candidate that keeps
 * crashing.
 */
const afterTestsSeconds = 30;

/** Step 4: runs every candidate's tests; throws StepFailed with the reasons when one fails. */
export async function gate(run: Run, progress: Progress): Promise<void> {
  const { environment } = progress;
  const parts = partsOf(run.ports, environment, environment.release.current!);
  const failed: string[] = [];
  for (const part of parts) {
    // A worker serves no requests, and nobody outside the network can send any to a private service.
    const results =
      part.kind === "worker" || part.side === "private"
        ? await selfTest(run, progress, part)
        : await testCandidate(run, environment, part);
    run.measured.tests.push(...results);
    failed.push(...results.filter(({ ok }) => !ok).map(explain));
  }
  await judge(run, progress, "the candidate failed its tests", failed);
}

/**
 * Ends a step that took its time to judge the candidates. Throws StepFailed, as `what`, with everything that failed:
 * a verdict counts only for the fleets to switch to, if these are still healthy and no alarm has gone off.
 */
export async function judge(
  run: Run,
  progress: Progress,
  what: string,
  failed: readonly string[],
): Promise<void> {
  const { environment } = progress;
  const parts = partsOf(run.ports, environment, environment.release.current!);
  const reasons = [...failed];
  for (const part of apisOf(parts)) {
    reasons.push(...(await stillUnhealthy(run, environment, part)));
  }
  reasons.push(...(await alarmsSinceStart(run, progress, parts)));
  if (reasons.length > 0 && run.rules.gate) throw new StepFailed(what, reasons);
  await requirePlace(run, progress);
}

/** A task that ECS is replacing, or a target in its first health checks, proves nothing. */
function stillUnhealthy(run: Run, environment: Environment, part: ApiPart): Promise<string[]> {
  return lastingProblems(run.ports, {
    what: `${part.name} ${part.candidate} is still healthy`,
    deadlineMs: steadyMs(run.ports.clock) + afterTestsSeconds * 1000,
    probe: () => candidateProblems(run, environment, part),
  });
}

async function testCandidate(
  run: Run,
  environment: Environment,
  part: ApiPart,
): Promise<CheckResult[]> {
  const { observer, tests, reporter } = run.ports;
  const edgeAddresses = await observer.edgeAddresses(environment.inventory, part.candidate);
  if (edgeAddresses.length === 0) {
    const found = `the ${part.candidate} load balancer has no address`;
    throw new StepFailed(`${part.name} could not be tested`, [found]);
  }
  const results = await tests.run({
    service: part.name,
    settings: part.settings,
    productionName: part.productionName,
    testName: part.testName,
    color: part.candidate,
    digest: part.fleet.digest,
    edgeAddresses,
    colorSecret: environment.colorSecret,
    testHeaders: testHeaders(environment, part.name, part.inventory, part.candidate),
  });
  const passed = results.filter(({ ok }) => ok).length;
  reporter.note(`${part.name}: ${passed} of ${results.length} checks passed`);
  if (results.length === 0) {
    reporter.warn(`${part.name} has no checks and no test command; only its health was tested`);
  }
  return results;
}

function explain({ name, reason, output }: CheckResult): string {
  return `${name}: ${reason}${output && `\n${output}`}`;
}
