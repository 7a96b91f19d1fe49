import type { ProjectSession, Session } from "./session";
import { emptyState, type ReleaseState } from "../../release/state";
import { noSettingsFile } from "../world/noSettingsFile";
import { changesBetween, type ResourceChange } from "../plan/changes";
import type { Deployed } from "../world/ports";
import { refuseSecondRelease } from "../runbook/begin";

/** Settings that are to be written, and what an `up` would make of them. */
export interface EditedSettings {
  /** The file with its edit as it is by now: somebody may have written it since, such as in a long drain. */
  current: () => Promise<string>;
  /** The stack by the settings as they still are. */
  before: Session;
  /** Undefined when the stack does not exist yet. */
  deployed: Deployed | undefined;
  /** Empty when the stack does not exist yet. */
  changes: ResourceChange[];
}

/**
 * Edits a stack's settings in memory, checks them, and asks the engine what they would change. Throws
 * DeployError `refused` with every problem, or `held` when a release is under way.
 */
export async function readEdited(
  { files, stacks, open }: ProjectSession,
  stack: string,
  edit: (text: string) => string,
  /** What the release state is once the `up` comes. */
  later: (release: ReleaseState) => ReleaseState = (release) => release,
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
    after.stack.preview(later(release)),
  ]);
  return { current, before, deployed, changes: changesBetween(is.planned, willBe.planned) };
}
