import { counted } from "../../config/plural";
import { exitCodes } from "../world/errors";
import { describeAtOnce, describeChanges, describeDifference } from "../plan/describe";
import { foretoldCanary } from "../plan/foretoldCanary";
import { describeOverlap } from "../plan/overlap";
import { marker } from "../plan/comment";
import { planInMarkdown } from "../plan/markdown";
import { type Plan, planRelease, planUp } from "../plan/plan";
import { changedImages } from "../runbook/changed";
import { withoutSecrets } from "../world/redact";
import { foretold } from "../runbook/longRequests";
import { askPulumi } from "../runbook/begin";
import { credentialsIn } from "../world/credentialNames";
import { secretsIn, settingsSecrets } from "../record/watch";
import { type Environment, environmentWithoutSecret } from "../world/environment";
import type { Run } from "../runbook/run";
import { nothingToRelease, servingImage } from "./deploy";
import { checkImages, type DeployOptions, imagesOf } from "./options";
import type { CommandResult } from "./result";
import type { Session } from "./session";

export interface PlanOptions extends DeployOptions {
  /** Prints the comment of a pull request. */
  markdown: boolean;
}

/** `bluegreen plan`: what a release would do; changes nothing. */
export async function plan(
  run: Run,
  options: PlanOptions,
  summarize?: Session["summarize"],
): Promise<CommandResult> {
  await checkImages(options);
  const { stack } = run.ports;
  // All in one look, since nothing is applied and no candidate tested: a release asks once it knows the outputs.
  const looked = stack.look();
  const asked = askPulumi(
    run,
    looked.then(({ engine }) => engine),
  );
  const environment = environmentWithoutSecret(stack.name, (await looked).deployed);
  const named = await imagesOf(options, (name) => servingImage(environment, stack.name, name));
  const images = options.onlyChanged ? await changedImages(run, environment, named) : named;
  if (Object.keys(images).length === 0) {
    return planOfNothing(run, environment, options, summarize);
  }
  const planned = await planRelease(
    run,
    environment,
    {
      images,
      forceFromBroken: options.forceFromBroken,
      restart: options.restart ?? false,
    },
    asked,
  );
  const shown = withoutSecrets(planned, [
    ...settingsSecrets(stack),
    ...secretsIn((await looked).deployed),
    ...credentialsIn(process.env),
  ]);
  summarize?.(planInMarkdown(shown, images));
  const text = options.markdown ? planInMarkdown(shown, images) : describePlan(shown);
  return { json: { ok: true, ...shown }, text, exitCode: exitCodes.done };
}

async function planOfNothing(
  run: Run,
  environment: Environment,
  { markdown }: PlanOptions,
  summarize: Session["summarize"],
): Promise<CommandResult> {
  const { name } = run.ports.stack;
  const { json, text, exitCode } = nothingToRelease(run, environment);
  const { sizes, changes } = await planUp(run, environment);
  const [found] = text.split("\n");
  const plain = [found, ...describeAtOnce(name, sizes, changes)].join("\n");
  const comment = `${marker("plan", name)}\n${plain}`;
  summarize?.(comment);
  return { json: { ...json, sizes, changes }, text: markdown ? comment : plain, exitCode };
}

/** The plan for people. */
export function describePlan({
  steps,
  ups,
  stack,
  settings,
  sizes,
  drainSeconds,
  maxQuietSeconds,
  lateAlarm,
  longRequests,
  canary,
  overlap,
  windows,
  blockers,
  rests,
}: Plan): string {
  const lines = steps.map(({ step, name }) => `${step.padEnd(6)} ${name}`);
  for (const [service, changes] of Object.entries(settings)) {
    lines.push("", `settings of ${service}:`, ...changes.map(describeDifference));
  }
  if (Object.keys(sizes).length > 0) {
    lines.push("", ...describeAtOnce(stack, sizes));
  }
  for (const { name, changes } of ups) {
    lines.push(
      "",
      `up: ${name}, ${counted(changes.length, "change")}`,
      ...describeChanges(changes),
    );
  }
  lines.push(
    "",
    ...(windows ? [`windows: ${windows.text}`] : []),
    ...blockers.map((line) => `blocked: ${line}`),
    ...rests.map((line) => `rests: ${line}`),
    `drain: ${drainSeconds} s, then up to ${maxQuietSeconds} s for the old load balancer to go quiet`,
    ...(lateAlarm === null ? [] : [`alarm: ${lateAlarm}`]),
    ...foretold(longRequests).map((line) => `long requests: ${line}`),
    ...foretoldCanary(canary).map((line) => `canary: ${line}`),
    `overlap: ${describeOverlap(overlap)}`,
  );
  return lines.join("\n");
}
