import { keysOf, waitingSettings } from "../../config/definition";
import { describeWaiting } from "../course/waiting";
import type { CommandResult } from "./result";
import { DeployError, exitCodes, StepFailed } from "../world/errors";
import { plainUp, upAgain } from "../adapters/pulumi/engineRun";
import { deployedFrom } from "../adapters/pulumi/stack";
import type { PulumiStackOptions } from "../adapters/pulumi/options";

/** `bluegreen up`: what a plain `pulumi up` does, without needing the Node language host. */
export async function up(options: PulumiStackOptions): Promise<CommandResult> {
  try {
    const { release, inventory } = deployedFrom(await plainUp(options));
    const services = Object.entries(inventory?.services ?? {});
    const urls = services.flatMap(([, { productionName: name }]) =>
      name ? `  https://${name}` : [],
    );
    const waiting = release ? waitingSettings(options.settings, release) : {};
    return {
      json: { ok: true, stack: options.name, release, inventory, waiting: keysOf(waiting) },
      text: [
        `${options.name} is up, revision ${release?.revision}`,
        ...urls,
        ...describeWaiting(options.name, waiting),
      ].join("\n"),
      exitCode: exitCodes.done,
    };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new DeployError(
      "stoppedMidway",
      error.what,
      `fix the cause, then ${upAgain}`,
      error.reasons,
      {
        cause: error,
      },
    );
  }
}
