import type { ProjectSession, Session } from "./session";
import { hintAt } from "../../config/nearest";
import { derivedKeys } from "../../config/raw";
import { activeServices } from "../../release/transitions";
import { openText, textOf } from "../edit/settingsText";
import { DeployError, QuestionFailed, refused, StepFailed } from "../world/errors";
import type { Deployed } from "../world/ports";

export interface Destruction {
  session: Session;
  deployed: Deployed;
  /** Names of the services in production. */
  serving: string[];
}

/** Opens a stack that is to be destroyed; if its settings file is not here, restores that of its last `up`. */
export async function openToDestroy(project: ProjectSession, name: string): Promise<Destruction> {
  const { stacks, files, open } = project;
  const known = await stacks.list();
  const found = known.find((stack) => stack.name === name);
  if (!found) {
    const names = known.map((stack) => stack.name);
    throw refused(
      `there is no stack ${name} in this backend; ${hintAt(name, names)}`,
      "choose an existing stack; `pulumi stack ls` lists them",
    );
  }
  if ((await files.read(name)) === undefined && found.lastUpdate) await restore(project, name);
  const session = await open(name);
  const deployed = await session.stack.read();
  return { session, deployed, serving: deployed.release ? activeServices(deployed.release) : [] };
}

/** Pulumi restores all of the config, including the release that the deployer added for the last `up`. */
export async function restore(
  { project, stacks, files }: ProjectSession,
  name: string,
): Promise<void> {
  await stacks.restoreFile(name);
  const settings = openText((await files.read(name)) ?? "", project.name);
  for (const key of derivedKeys) settings.document.deleteIn(["config", `${project.name}:${key}`]);
  await files.write(name, textOf(settings));
}

/**
 * Deletes the stack's resources, the stack, and its settings file; `again` is the command that finishes it.
 * `keepImages`: whether its repositories stay; null: it has none.
 */
export async function destroy(
  project: ProjectSession,
  name: string,
  { keepImages, again }: { keepImages: boolean | null; again: string },
): Promise<void> {
  try {
    if (keepImages !== null) await project.stacks.keepImages(name, keepImages);
    await project.stacks.destroy(name, again);
  } catch (error) {
    if (!(error instanceof StepFailed) || error instanceof QuestionFailed) throw error;
    throw new DeployError(
      "stoppedMidway",
      `${name} was only partly deleted: ${error.what}`,
      `fix the cause, then: ${again}`,
      error.reasons,
      { cause: error },
    );
  }
}
