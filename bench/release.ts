import { pulumiStack } from "../automation/adapters/pulumi/stack";
import type { ReleaseResult } from "../automation/runbook/result";
import { retire, stage, switchOver } from "../release/transitions";
import { bareUp } from "./bareUp";
import { type Measurement, timed } from "./measurement";
import { releaseOf, withReleased } from "./released";

const goalRatio = 0.8;

export const release: Measurement = {
  name: "release",
  what:
    "a release without task starts, tests, drain and stops, compared to three bare `up`s " +
    "with the same changes",
  run: (progress) =>
    withReleased(progress, async ({ scene, options, images }) => {
      progress("one release by the deployer");
      const args = ["deploy", "--service", "users", "--image", images["users"]!.v2];
      const { seconds, value } = await timed(() => scene.mustRun(args));
      const result = value.json as unknown as ReleaseResult;
      const waitSeconds = waitsOf(result);
      progress("the same changes undone, by three bare `up`s");
      const bareSeconds = await threeBareUps(options);
      const ownSeconds = seconds - waitSeconds;
      const ratio = ownSeconds / bareSeconds;
      return {
        figures: { releaseSeconds: seconds, waitSeconds, ownSeconds, bareSeconds, ratio },
        goals: [{ text: `ratio of at most ${goalRatio}`, met: ratio <= goalRatio }],
      };
    }),
};

/** Seconds that don't depend on the deployer: tasks starting and stopping, the tests, the drain. */
export function waitsOf({ steps, upSeconds }: ReleaseResult): number {
  const took = (id: string) => steps.find(({ step }) => step === id)?.seconds ?? 0;
  const boot = took("1") - upSeconds[0]!;
  const stop = took("6") - upSeconds[2]!;
  return boot + took("2") + took("4") + took("drain") + stop;
}

async function threeBareUps(options: Parameters<typeof bareUp>[0]): Promise<number> {
  const { release: deployed } = await pulumiStack(options).read();
  const staged = stage(deployed!, releaseOf(deployed!, "blue"));
  const states = [staged, switchOver(staged), retire(switchOver(staged))];
  let seconds = 0;
  for (const [index, state] of states.entries()) {
    const revision = deployed!.revision + index;
    seconds += (await timed(() => bareUp(options, { ...state, revision }))).seconds;
  }
  return seconds;
}
