import { exitCodes } from "../errors";
import { type Plan, planRelease } from "../plan/plan";
import { environmentOf } from "../runbook/environment";
import type { Run } from "../runbook/run";
import { type DeployOptions, imagesByService } from "./options";
import type { CommandResult } from "./result";

/** `bluegreen plan`: what a release would do; changes nothing. */
export async function plan(run: Run, options: DeployOptions): Promise<CommandResult> {
  const images = imagesByService(options);
  const { stack } = run.ports;
  const environment = environmentOf(stack.name, await stack.read());
  const planned = await planRelease(run, environment, {
    images,
    forceFromBroken: options.forceFromBroken,
  });
  return { json: { ok: true, ...planned }, text: describePlan(planned), exitCode: exitCodes.done };
}

const marks = { create: "+", update: "~", replace: "±", delete: "-" } as const;

/** The plan as a person reads it. */
export function describePlan({ steps, ups, drainSeconds, maxQuietSeconds }: Plan): string {
  const lines = steps.map(({ step, name }) => `${step.padEnd(6)} ${name}`);
  for (const { name, changes } of ups) {
    lines.push("", `up: ${name}, ${changes.length} changes`);
    for (const { op, type, name: resource, properties } of changes) {
      const which = properties.length > 0 ? ` [${properties.join(", ")}]` : "";
      lines.push(`  ${marks[op]} ${resource} (${type})${which}`);
    }
  }
  lines.push(
    "",
    `drain: ${drainSeconds} s, then up to ${maxQuietSeconds} s for the old edge to be quiet`,
  );
  return lines.join("\n");
}
