import { alarmsSinceStart } from "./alarms";
import type { CheckResult } from "../world/ports";
import { type ApiPart, apisOf, type Environment, partsOf } from "../world/environment";
import { type Progress, requirePlace } from "./progress";
import type { Run } from "./run";
import { selfTest } from "./oneOff";
import { candidateProblems } from "./stage";
import { StepFailed } from "../world/errors";

/** Step 4: runs every candidate's tests; throws StepFailed with the reasons when one fails. */
export async function gate(run: Run, progress: Progress): Promise<void> {
  const { environment } = progress;
  const parts = partsOf(run.ports, environment, environment.release.current!);
  const failed: string[] = [];
  for (const part of parts) {
    const results =
      part.kind === "api"
        ? await testCandidate(run, environment, part)
        : await selfTest(run, progress, part);
    run.measured.tests.push(...results);
    failed.push(...results.filter(({ ok }) => !ok).map(explain));
  }
  // The tests only count if the fleet that they reached is still the one to switch to.
  for (const part of apisOf(parts)) {
    failed.push(...(await candidateProblems(run, environment, part)));
  }
  failed.push(...(await alarmsSinceStart(run, progress, parts)));
  if (failed.length > 0 && run.rules.gate) {
    throw new StepFailed("the candidate failed its tests", failed);
  }
  await requirePlace(run, progress);
}

async function testCandidate(
  run: Run,
  environment: Environment,
  part: ApiPart,
): Promise<CheckResult[]> {
  const { observer, tests, reporter } = run.ports;
  const results = await tests.run({
    service: part.name,
    settings: part.settings,
    productionName: part.productionName,
    testName: part.testName,
    color: part.candidate,
    digest: part.fleet.digest,
    edgeAddresses: await observer.edgeAddresses(environment.inventory, part.candidate),
    colorSecret: environment.colorSecret,
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
