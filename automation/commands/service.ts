import { counted } from "../../config/plural";
import { bluegreen, urgently } from "../course/commandLines";
import { repositoryName } from "../../config/ecr";
import type { Deployed } from "../world/ports";
import { billedFor, repositoryType } from "../world/keptRepositories";
import type { ProjectSession, Session } from "./session";
import { activeServices } from "../../release/transitions";
import type { ReleaseState } from "../../release/state";
import { withoutService, withService } from "../edit/services";
import { exitCodes, refused } from "../world/errors";
import { describeChanges } from "../plan/describe";
import { environmentOf } from "../world/environment";
import { decommission } from "../runbook/release";
import { since } from "../runbook/since";
import { toCommandResult } from "./deploy";
import { type EditedSettings, readEdited } from "./editedSettings";
import type { StackOptions, UrgentOptions } from "./options";
import type { CommandResult } from "./result";
import { recorded } from "./recorded";
import { refuseWhileCalled, refuseWhileOthersNeed } from "./dependents";
import { beforeGoingOn } from "./midway";
import { upWritten } from "./upWritten";

export interface EditOptions extends StackOptions {
  dryRun: boolean;
  /** False with `--no-up`. */
  up: boolean;
}

export interface AddServiceOptions extends EditOptions {
  from: string;
}

export interface RemoveServiceOptions extends EditOptions, UrgentOptions {
  confirm?: string;
  deleteImages: boolean;
}

/** `bluegreen service add`: afterwards the service only needs its first release. */
export async function addService(
  project: ProjectSession,
  name: string,
  options: AddServiceOptions,
): Promise<CommandResult> {
  const { stack, from } = options;
  const edited = await readEdited(project, stack, (text) =>
    withService(text, project.project.name, name, from),
  );
  const release = bluegreen("deploy", stack, `--service ${name} --image <reference>`);
  return carryOut(project, options, edited, {
    what: `add service ${name} from ${from}`,
    next: `push an image, then: ${release}`,
  });
}

/** `bluegreen service remove`: drains a service, then deletes it. */
export async function removeService(
  project: ProjectSession,
  name: string,
  options: RemoveServiceOptions,
): Promise<CommandResult> {
  const { stack } = options;
  const planned = await readEdited(
    project,
    stack,
    (text) => withoutService(text, project.project.name, name),
    (release) => withoutProduction(release, name),
  );
  const edited = options.deleteImages ? withoutImages(planned) : planned;
  const { before, deployed } = edited;
  await refuseWhileOthersNeed(project.stacks, stack, name);
  if (deployed?.release) refuseWhileCalled(stack, name, deployed.release);
  const serves = deployed?.release ? activeServices(deployed.release).includes(name) : false;
  if (serves && !options.dryRun) {
    const { protect } = before.stack.settings;
    requireLeaving({ stack, name, protect }, options);
    if (protect) requireConfirmed(stack, name, options);
  }
  const again = removal(stack, name, options);
  requireUp(options, again);
  let done: string | null = null;
  if (serves && options.up && !options.dryRun) {
    for (const line of describeChanges(edited.changes)) project.reporter.note(line);
    const withdrawn = await beforeGoingOn(again, () =>
      recorded({ session: before, options: {} }, (run) =>
        toCommandResult(run, () =>
          decommission(run, environmentOf(stack, deployed!), [name], options),
        ),
      ),
    );
    if (withdrawn.exitCode !== exitCodes.done) return withdrawn;
    done = `${name} left production, but is not deleted`;
  }
  return since(done, again, async () => {
    if (options.deleteImages && !options.dryRun && deployed) {
      await project.stacks.keepImages(stack, false, [name]);
    }
    const removed = await carryOut(project, options, edited, {
      what: `remove service ${name}`,
      next: bluegreen("status", stack),
    });
    const kept = options.deleteImages ? [] : repositoriesThatStay(before, deployed, name);
    const stays = billedFor(kept, deployed?.inventory?.region);
    return {
      ...removed,
      json: { ...removed.json, keptRepositories: kept },
      text: [removed.text, ...stays].join("\n"),
    };
  });
}

/** What `--delete-images` changes of a plan: no repository stays. */
function withoutImages(edited: EditedSettings): EditedSettings {
  const changes = edited.changes.map((change) => {
    const { stays: _, ...deleted } = change;
    return change.type === repositoryType ? deleted : change;
  });
  return { ...edited, changes };
}

/** Whether they stay is recorded in the state, which the next `up` may change again before it deletes anything. */
function requireUp({ deleteImages, up }: RemoveServiceOptions, again: string): void {
  if (!deleteImages || up) return;
  throw refused("--delete-images has no effect with --no-up: a later `up` keeps the images", again);
}

function repositoriesThatStay(
  { stack }: Session,
  deployed: Deployed | undefined,
  name: string,
): string[] {
  const { keepImages, imagesFrom, foundation } = stack.settings;
  const isKept = keepImages && (imagesFrom ?? foundation) === undefined;
  if (!deployed?.inventory || !isKept) return [];
  return [repositoryName(stack.project, stack.name, name)];
}

/** Writes the file unless `--dry-run` was given, and updates the environment unless `--no-up` was. */
export async function carryOut(
  project: ProjectSession,
  { stack, dryRun, up }: EditOptions,
  { current, changes, deployed }: EditedSettings,
  { what, next }: { what: string; next: string },
): Promise<CommandResult> {
  const plan = [`${what}: ${counted(changes.length, "change")}`, ...describeChanges(changes)];
  const result = (applied: boolean, then: string, more: object = {}): CommandResult => ({
    json: { ok: true, stack, changes, edited: !dryRun, applied, next: then, ...more },
    text: [...plan, `next: ${then}`].join("\n"),
    exitCode: exitCodes.done,
  });
  if (dryRun) return result(false, "run the same command without --dry-run");
  await project.files.write(stack, await current());
  if (!up || !deployed) return result(false, bluegreen("up", stack));
  const { json } = await upWritten(await project.open(stack));
  return result(true, next, json);
}

function requireLeaving(
  { stack, name, protect }: { stack: string; name: string; protect: boolean },
  { up, deleteImages, urgent }: RemoveServiceOptions,
): void {
  if (up) return;
  throw refused(
    `${name} is in production, and \`up\` alone would delete it without draining its clients`,
    removal(stack, name, { deleteImages, confirm: protect ? name : undefined, urgent }),
  );
}

function requireConfirmed(
  stack: string,
  name: string,
  { confirm, deleteImages, urgent }: RemoveServiceOptions,
): void {
  if (confirm === name) return;
  throw refused(
    `${name} is in production, and ${stack} is a protected environment`,
    removal(stack, name, { deleteImages, confirm: name, urgent }),
  );
}

/** The command, with what decides about images and windows. */
function removal(
  stack: string,
  name: string,
  {
    confirm,
    deleteImages,
    urgent,
  }: { confirm?: string | undefined; deleteImages: boolean; urgent?: string | undefined },
): string {
  const flags = [
    ...(confirm === undefined ? [] : [`--confirm ${confirm}`]),
    ...(deleteImages ? ["--delete-images"] : []),
  ];
  const command = [bluegreen(`service remove ${name}`, stack), ...flags].join(" ");
  return `${command}${urgently(urgent)}`;
}

/** The state to plan with: what is left to delete once the service is out of production. */
function withoutProduction(release: ReleaseState, name: string): ReleaseState {
  const service = release.services[name];
  if (!service) return release;
  return {
    ...release,
    services: { ...release.services, [name]: { ...service, activeColor: null } },
  };
}
