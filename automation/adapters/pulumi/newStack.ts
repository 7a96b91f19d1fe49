import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { LocalWorkspace } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { DeployError, StepFailed } from "../../world/errors";
import { askCli, type CliOptions, runCli } from "./cli";
import { readIfThere, replaceFile } from "./settingsFile";

/**
 * Runs an `up` that creates its stack if there is none. Where it is refused or fails before anything exists, a stack
 * that was created for it is deleted again, and the settings file is as it was: a refusal changes nothing.
 */
export async function leavingNoStack<T>(
  options: CliOptions,
  space: Pick<LocalWorkspace, "createStack">,
  up: () => Promise<T>,
): Promise<T> {
  const path = join(options.project.cwd, `Pulumi.${options.name}.yaml`);
  const before = await readIfThere(path);
  const create = space.createStack.bind(space);
  let isNew = false;
  space.createStack = (name) => {
    isNew = true;
    return create(name);
  };
  try {
    return await up();
  } catch (error) {
    const isFailed =
      error instanceof StepFailed || (error instanceof DeployError && error.kind === "refused");
    if (!isNew || !isFailed || !(await forgotten(options, path, before))) throw error;
    if (!(error instanceof StepFailed)) throw error;
    const next = "fix the cause and run the command again";
    throw new DeployError("refused", error.what, next, error.reasons, { cause: error });
  }
}

const state = z.object({
  deployment: z
    .object({
      resources: z.array(z.object({ type: z.string() })).nullish(),
      pending_operations: z.array(z.unknown()).nullish(),
    })
    .nullish(),
});

/** False: the stack has something, or could not be deleted, which matters less than why the `up` failed. */
async function forgotten(
  options: CliOptions,
  path: string,
  text: string | undefined,
): Promise<boolean> {
  try {
    const { deployment } = state.parse(await askCli(options, ["stack", "export"]));
    // Pulumi itself adds a resource for the stack before the program runs.
    const isIts = ({ type }: { type: string }) => type.startsWith("pulumi:");
    const isEmpty = (deployment?.resources ?? []).every(isIts);
    if (!isEmpty || (deployment?.pending_operations ?? []).length > 0) return false;
    const which = ["--yes", "--force", "--preserve-config", "--stack", options.name];
    await runCli(options, ["stack", "rm", ...which]);
    await (text === undefined ? rm(path, { force: true }) : replaceFile(path, text));
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
