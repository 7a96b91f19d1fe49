import { setTimeout as sleep } from "node:timers/promises";
import type { FiringView } from "../../../localCloud/views/firings";
import type { DeployerResult } from "../../report/facts";
import { toScheduleDocument } from "../../report/schedules/document";
import type { ScheduleAct, ScheduleFacts } from "../../report/schedules/facts";
import { scheduleSummary } from "../../report/schedules/summary";
import { createEnvironment } from "../createEnvironment";
import { firstRelease } from "../firstRelease";
import { wallClockMs } from "../fleet/acts";
import { buildImages, pushImages } from "../images";
import { released } from "../settings";
import { setUpStep } from "../setUpStep";
import { breakSchedules, type Findings, repositoryUris, type Stage, trafficOn } from "../stage";

/** How long jobs run before the first release and after each, so that some fall between two switches. */
const betweenMs = 5000;
/** How long the last job may take. */
const endsMs = 10_000;

/**
 * A job that is due each minute, which passes in a second, across a release and its rollback under traffic: each runs
 * once, on the version that serves.
 */
export async function rehearseSchedules(stage: Stage): Promise<Findings> {
  const { cloud, options, reporter, workDir, deployer } = stage;
  const images = await setUpStep(reporter, "build two images of the sample service", () =>
    buildImages(workDir.images, options.variant),
  );
  const inventory = await createEnvironment(stage);
  const pushed = await pushImages(cloud.client, images, repositoryUris(inventory));
  await firstRelease(stage, pushed);
  const traffic = await trafficOn(stage);
  await breakSchedules(stage);
  const { after } = pushed[released]!;
  await sleep(betweenMs);
  const release = await play(stage, `release of v2`, ["v1", "v2"], () =>
    deployer.deploy({ [released]: after }),
  );
  const back = await play(stage, "rollback", ["v2", "v1"], async () => {
    const { result } = await deployer.command(["rollback", "--service", released]);
    return result;
  });
  const facts: ScheduleFacts = {
    acts: [release, back],
    firings: await firingsUntilNow(stage),
    traffic: await traffic.stop(),
  };
  const document = toScheduleDocument(facts);
  return { ok: document.ok, document, summary: scheduleSummary(facts), page: null };
}

async function play(
  { reporter, stepTimes }: Stage,
  name: string,
  [before, after]: [string, string],
  action: () => Promise<DeployerResult>,
): Promise<ScheduleAct> {
  reporter.note(`${name}, under traffic`);
  stepTimes.steps.length = 0;
  const startedMs = wallClockMs();
  const result = await action();
  const endedMs = wallClockMs();
  const step = stepTimes.steps.find(({ step: id }) => id === "5");
  const switched = step?.endedMs ? { fromMs: step.startedMs, toMs: step.endedMs } : null;
  await sleep(betweenMs);
  return { name, startedMs, endedMs, result, before, after, switched };
}

/** Once all of them have ended. */
async function firingsUntilNow({ cloud }: Stage): Promise<FiringView[]> {
  const { length } = await cloud.client.firings();
  for (let waitedMs = 0; ; waitedMs += 200) {
    const all = (await cloud.client.firings()).slice(0, length);
    const hasEnded = all.every(({ taskId, exitCode }) => taskId === null || exitCode !== null);
    if (hasEnded || waitedMs >= endsMs) return all;
    await sleep(200);
  }
}
