import type { ProjectSession, Session } from "./session";
import { emptyState, type ReleaseState } from "../../release/state";
import { noSettingsFile } from "../world/noSettingsFile";
import { changesBetween, type ResourceChange } from "../plan/changes";
import type { Deployed } from "../world/ports";
import { refuseSecondRelease } from "../runbook/begin";

/** Settings to write, and what an `up` would change with them. */
export interface EditedSettings {
  /** The current file with the edit: somebody may have changed it meanwhile, such as during a long drain. */
  current: () => Promise<string>;
  /** The stack with its settings before the edit. */
  before: Session;
  /** Undefined if the stack does not exist yet. */
  deployed: Deployed | undefined;
  /** Empty if the stack does not exist yet. */
  changes: ResourceChange[];
}

/**
 * Edits a stack's settings in memory, checks them, and has Pulumi preview the changes. Throws DeployError
 * `refused` with every problem, or `held` while a release is in progress.
 */
export async function readEdited(
  { files, stacks, open }: ProjectSession,
  stack: string,
  edit: (text: string) => string,
  /** The release state as it will be at the time of the `up`. */
  later?: (release: ReleaseState) => ReleaseState,
): Promise<EditedSettings> {
  const old = await files.read(stack);
  if (old === undefined) throw noSettingsFile(stack, await files.names());
  const text = edit(old);
  const [before, after] = [await open(stack), await open(stack, text)];
  const current = async () => {
    const now = (await files.read(stack)) ?? "";
    if (now === old) return text;
    const again = edit(now);
    // Throws with every problem.
    await open(stack, again);
    return again;
  };
  const known = (await stacks.list()).some(({ name }) => name === stack);
  if (!known) return { current, before, deployed: undefined, changes: [] };
  const deployed = await before.stack.read();
  const release = deployed.release ?? emptyState;
  refuseSecondRelease(stack, { release });
  const [is, willBe] = await Promise.all([
    before.stack.preview(release),
    later ? after.stack.preview(later(release), { ofDrained: true }) : after.stack.preview(release),
  ]);
  return { current, before, deployed, changes: changesBetween(is.planned, willBe.planned) };
}
