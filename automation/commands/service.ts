import { counted } from "../../config/plural";
import { bluegreen } from "../course/commandLines";
import type { ProjectSession } from "./session";
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
  const { stack, confirm } = options;
  const edited = await readEdited(
    project,
    stack,
    (text) => withoutService(text, project.project.name, name),
    (release) => withoutProduction(release, name),
  );
  const { before, deployed } = edited;
  await refuseWhileOthersNeed(project.stacks, stack, name);
  if (deployed?.release) refuseWhileCalled(stack, name, deployed.release);
  const serves = deployed?.release ? activeServices(deployed.release).includes(name) : false;
  if (serves && !options.dryRun) {
    const { protect } = before.stack.settings;
    requireLeaving({ stack, name, protect }, options);
    if (protect) requireConfirmed(stack, name, confirm);
  }
  const again = `${removal(stack, name)}${confirm === undefined ? "" : ` --confirm ${confirm}`}`;
  let done: string | null = null;
  if (serves && options.up && !options.dryRun) {
    for (const line of describeChanges(edited.changes)) project.reporter.note(line);
    const withdrawn = await beforeGoingOn(again, () =>
      recorded({ session: before, options: {} }, (run) =>
        toCommandResult(run, () =>
          decommission(run, environmentOf(stack, deployed!), [name], options.urgent),
        ),
      ),
    );
    if (withdrawn.exitCode !== exitCodes.done) return withdrawn;
    done = `${name} left production, but is not deleted`;
  }
  return since(done, again, () =>
    carryOut(project, options, edited, {
      what: `remove service ${name}`,
      next: bluegreen("status", stack),
    }),
  );
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
  { up }: RemoveServiceOptions,
): void {
  if (up) return;
  throw refused(
    `${name} is in production, and \`up\` alone would delete it without draining its clients`,
    `${removal(stack, name)}${protect ? ` --confirm ${name}` : ""}`,
  );
}

function requireConfirmed(stack: string, name: string, confirm: string | undefined): void {
  if (confirm === name) return;
  throw refused(
    `${name} is in production, and ${stack} is a protected environment`,
    `${removal(stack, name)} --confirm ${name}`,
  );
}

function removal(stack: string, name: string): string {
  return bluegreen(`service remove ${name}`, stack);
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
