import type { CommandResult } from "../../commands/result";
import { exitCodes, StepFailed, refused } from "../../errors";
import { plainUp } from "./engineRun";
import { deployedFrom, type PulumiStackOptions } from "./stack";

/** `bluegreen up`: what a plain `pulumi up` does, without needing the Node language host. */
export async function up(options: PulumiStackOptions): Promise<CommandResult> {
  try {
    const { release, inventory } = deployedFrom(await plainUp(options));
    const services = Object.entries(inventory?.services ?? {});
    const urls = services.flatMap(([, { productionName: name }]) =>
      name ? `  https://${name}` : [],
    );
    return {
      json: { ok: true, stack: options.name, release, inventory },
      text: [`${options.name} is up, revision ${release?.revision}`, ...urls].join("\n"),
      exitCode: exitCodes.done,
    };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw refused(
      error.what,
      "mend the cause and run it again: every `up` can be repeated",
      error.reasons,
    );
  }
}
