import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import { skipQueriesAfterUp } from "../automation/adapters/pulumi/engineRun";
import {
  readStackFile,
  withConfigFile,
  withRelease,
} from "../automation/adapters/pulumi/settingsFile";
import { pulumiStack } from "../automation/adapters/pulumi/stack";
import type { PulumiStackOptions } from "../automation/adapters/pulumi/options";
import type { ReleaseState } from "../release/state";
import { type Measurement, median, timed } from "./measurement";
import { withReleased } from "./released";

const rounds = 5;

/** Before: the Automation API as it is. After: as the deployer uses it. Alternating, on the same stack. */
export const queries: Measurement = {
  name: "queries",
  what: "an `up` without changes, with and without the Automation API's queries after it",
  run: (progress) =>
    withReleased(progress, async ({ options }) => {
      const before = await stackOf(options);
      const after = await stackOf(options);
      skipQueriesAfterUp(after);
      let deployed = (await pulumiStack(options).read()).release!;
      const seconds: Record<"before" | "after", number[]> = { before: [], after: [] };
      for (let round = 0; round < rounds; round++) {
        for (const [kind, stack] of [
          ["before", before],
          ["after", after],
        ] as const) {
          seconds[kind].push((await timed(() => unchangedUp(options, stack, deployed))).seconds);
          deployed = { ...deployed, revision: deployed.revision + 1 };
        }
        const last = (kind: "before" | "after") => seconds[kind].at(-1)!.toFixed(1);
        progress(`round ${round + 1}: ${last("before")} s with, ${last("after")} s without`);
      }
      const [beforeSeconds, afterSeconds] = [median(seconds.before), median(seconds.after)];
      const savedSeconds = beforeSeconds - afterSeconds;
      return { figures: { beforeSeconds, afterSeconds, savedSeconds }, goals: [] };
    }),
};

async function stackOf({ project, name, engine }: PulumiStackOptions): Promise<Stack> {
  const pulumiCommand = await PulumiCommand.get(engine.root === null ? {} : { root: engine.root });
  const { program } = require("../components/program") as typeof import("../components/program");
  return Stack.select(
    name,
    await LocalWorkspace.create({
      workDir: project.cwd,
      pulumiCommand,
      program: () => program({ nowMs: Date.now() }),
    }),
  );
}

/** The deployed release again: only the revision changes. */
async function unchangedUp(
  options: PulumiStackOptions,
  stack: Stack,
  wanted: ReleaseState,
): Promise<void> {
  const { project, name } = options;
  const file = withRelease(project, await readStackFile(project, name), wanted);
  await withConfigFile(name, file, (configFile) => stack.up({ configFile, color: "never" }));
}
