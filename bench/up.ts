import { pulumiStack } from "../automation/adapters/pulumi/stack";
import { stage, switchOver } from "../release/transitions";
import type { ReleaseState } from "../release/state";
import { bareUp } from "./bareUp";
import { type Measurement, median, timed } from "./measurement";
import { releaseOf, withReleased } from "./released";

const rounds = 4;
const goalRatio = 1.05;

export const up: Measurement = {
  name: "up",
  what:
    "a switch and its rollback as one `up` each: the deployer's compared to a bare " +
    "`pulumi up`, alternating",
  run: (progress) =>
    withReleased(progress, async ({ options }) => {
      const stack = pulumiStack(options);
      const inline = async (wanted: ReleaseState) => {
        await stack.apply(wanted, { message: "bench", refresh: false, only: null });
      };
      const bare = (wanted: ReleaseState) => bareUp(options, wanted);
      const deployed = (await stack.read()).release!;
      let staged = stage(deployed, releaseOf(deployed, "blue"));
      await inline(staged);
      staged = { ...staged, revision: staged.revision + 1 };
      const seconds: Record<"inline" | "bare", number[]> = { inline: [], bare: [] };
      for (let round = 0; round < rounds; round++) {
        for (const [kind, apply] of [
          ["inline", inline],
          ["bare", bare],
        ] as const) {
          for (const wanted of [switchOver(staged), staged]) {
            const { revision } = staged;
            seconds[kind].push((await timed(() => apply({ ...wanted, revision }))).seconds);
            staged = { ...staged, revision: revision + 1 };
          }
          progress(
            `round ${round + 1} ${kind}: ${seconds[kind]
              .slice(-2)
              .map((s) => s.toFixed(1))
              .join(" s, ")} s`,
          );
        }
      }
      const [inlineSeconds, bareSeconds] = [median(seconds.inline), median(seconds.bare)];
      const ratio = inlineSeconds / bareSeconds;
      return {
        figures: { inlineSeconds, bareSeconds, ratio },
        goals: [{ text: `ratio of at most ${goalRatio}`, met: ratio <= goalRatio }],
      };
    }),
};
