import { list } from "../../config/problem";
import { bluegreen, envDestroy, urgently } from "../course/commandLines";
import type { ProjectSession, Session } from "./session";
import type { ReleaseState } from "../../release/state";
import { livenessOf, type Machine, ownerProcess } from "../locks/liveness";
import { nameProblem } from "../edit/environmentName";
import { newEnvironment } from "../edit/newEnvironment";
import { DeployError, exitCodes, refused, StepFailed } from "../world/errors";
import { noSettingsFile } from "../world/noSettingsFile";
import { refuseSecondRelease } from "../runbook/begin";
import { billedFor } from "../world/keptRepositories";
import { environmentOf, requireServices } from "../world/environment";
import { refuseProtectedBeside } from "../world/protectedBeside";
import { requireOpenWindows } from "../runbook/holds";
import { decommission } from "../runbook/release";
import { since } from "../runbook/since";
import { deployImages, toCommandResult } from "./deploy";
import { destroy, openToDestroy } from "./destroy";
import { type ImageOptions, imagesOf, type ProjectOptions, type UrgentOptions } from "./options";
import type { CommandResult } from "./result";
import { recorded } from "./recorded";
import { refuseUnlessUp, refuseWhileOthersDependOn } from "./dependents";
import { beforeGoingOn } from "./midway";
import { upWritten } from "./upWritten";

export interface CreateOptions extends ProjectOptions, ImageOptions, UrgentOptions {
  from: string;
  domain?: string;
}

export interface DestroyOptions extends ProjectOptions, UrgentOptions {
  keepImages: boolean;
  deleteImages: boolean;
  dryRun: boolean;
  /** False with `--no-drain`. */
  drain: boolean;
}

/** `bluegreen env create`: a settings file, a stack, its first `up`, and its first release if images are given. */
export async function createEnvironment(
  project: ProjectSession,
  name: string,
  options: CreateOptions,
): Promise<CommandResult> {
  const { from, domain, service, image, file, urgent } = options;
  const withImages = service.length + image.length > 0 || file !== undefined;
  const images = withImages ? await imagesOf(options) : {};
  const { text, leftOut } = newEnvironment(await readOf(project, from), project.project.name, {
    name,
    from,
    domain,
  });
  await refuseExisting(project, name);
  const planned = await project.open(name, text);
  await refuseUnlessUp(project.stacks, planned.stack.settings);
  requireServices(planned.stack, Object.keys(images));
  for (const key of leftOut) {
    project.reporter.warn(`${key} is a secret of ${from} and was not copied`);
  }
  if (withImages) requireOpenWindows(planned.stack.settings, project.clock.nowMs(), urgent);
  await project.files.write(name, text);
  const session = await project.open(name);
  const up = await firstUp(project, session);
  if (!withImages) return up;
  const done = `${name} is up, but nothing is released`;
  const released = await since(done, deployAgain(name, options), () =>
    recorded({ session, options: {} }, (run) =>
      deployImages(run, images, { forceFromBroken: false, urgent }),
    ),
  );
  return { ...released, text: `${up.text}\n${released.text}` };
}

/** The environment exists by then, so `env create` would be refused. */
function deployAgain(name: string, { service, image, file, urgent }: CreateOptions): string {
  if (file !== undefined) return bluegreen("deploy", name, `--file ${file}${urgently(urgent)}`);
  const pairs = service.map((one, index) => `${one} --image ${image[index]}`);
  return bluegreen("deploy", name, `--service ${pairs.join(" --service ")}${urgently(urgent)}`);
}

/** A first `up` that is refused leaves no stack, and here no settings file either. */
async function firstUp(
  { files, stacks }: ProjectSession,
  session: Session,
): Promise<CommandResult> {
  const { name } = session.stack;
  try {
    return await upWritten(session);
  } catch (error) {
    const cause = error instanceof DeployError ? error.cause : undefined;
    const isRefused = cause instanceof DeployError && cause.kind === "refused";
    if (!isRefused || (await stacks.list()).some((one) => one.name === name)) throw error;
    await files.remove(name);
    throw cause;
  }
}

/** `bluegreen env destroy`: drains clients, then deletes everything but, unless it is asked for, images. */
export async function destroyEnvironment(
  project: ProjectSession,
  name: string,
  { keepImages, deleteImages, dryRun, drain, urgent }: DestroyOptions,
): Promise<CommandResult> {
  // Before a settings file that is missing is restored: a refusal changes nothing.
  refuseBoth({ keepImages, deleteImages });
  const { session, deployed, serving } = await openToDestroy(project, name);
  await refuseProtected(project, name, session.stack.settings.protect);
  const { release } = deployed;
  if (release && (drain || isRunning(release, project.machine)))
    refuseSecondRelease(name, { release });
  await refuseWhileOthersDependOn(project.stacks, name);
  const keeps = keepImages || (session.stack.settings.keepImages && !deleteImages);
  const engine = await session.stack.engineState();
  refuseProtectedBeside(name, engine.beside ?? []);
  const repositories = Object.keys(engine.repositories ?? {});
  const keptRepositories = keeps ? repositories : [];
  const fate = keeps ? "kept" : "deleted with their repositories";
  const images = repositories.length === 0 ? "none of its own" : fate;
  const told = [
    `${name}: services in production: ${serving.join(", ") || "none"}; images: ${images}`,
    ...billedFor(keptRepositories, deployed.inventory?.region),
  ].join("\n");
  const json = {
    ok: true,
    stack: name,
    serving,
    keepImages: keeps,
    keptRepositories,
    destroyed: !dryRun,
  };
  if (dryRun) return { json, text: `would destroy ${told}`, exitCode: exitCodes.done };
  const again = envDestroy(name, { keepImages, deleteImages, drain, urgent });
  const atOnce = `${hopeless}: ${envDestroy(name, { keepImages, deleteImages, drain: false })}`;
  const drained = drain ? serving : [];
  if (drained.length > 0) {
    const withdrawn = await beforeGoingOn(again, () =>
      recorded({ session, options: {} }, (run) =>
        toCommandResult(run, () =>
          decommission(run, environmentOf(name, deployed), drained, { urgent }),
        ),
      ),
    ).catch((error: unknown) => {
      throw afterFailedStep(error, atOnce);
    });
    if (withdrawn.exitCode === exitCodes.rolledBack) return withNext(withdrawn, again, atOnce);
    if (withdrawn.exitCode !== exitCodes.done) return withdrawn;
  }
  const done =
    drained.length > 0 ? `${list(drained)} left production, but ${name} is not deleted` : null;
  const which = repositories.length > 0 ? keeps : null;
  await since(done, again, () => destroy(project, name, { keepImages: which, again }));
  return { json, text: `destroyed ${told}`, exitCode: exitCodes.done };
}

/** Whether the release's deployer is still at work on this host. */
function isRunning({ current }: ReleaseState, machine: Machine): boolean {
  const owner = current && ownerProcess(current.owner, current.ownedAt ?? current.startedAt);
  return owner !== null && livenessOf(owner, machine) === "alive";
}

/** What is half deleted, or broken otherwise, may not let itself be drained. */
const hopeless = "if none of it serves traffic any more";

/** Adds it where a step failed, which may fail again; a deployer that was stopped or killed can go on. */
function afterFailedStep(error: unknown, atOnce: string): unknown {
  if (!(error instanceof DeployError) || error.kind !== "stoppedMidway") return error;
  const cause = error.cause instanceof DeployError ? error.cause.cause : error.cause;
  if (!(cause instanceof StepFailed)) return error;
  const { kind, found, next, reasons } = error;
  return new DeployError(kind, found, `${next}; ${atOnce}`, reasons, { cause: error });
}

function withNext(result: CommandResult, again: string, atOnce: string): CommandResult {
  const next = `fix the cause, then: ${again}; ${atOnce}`;
  return { ...result, json: { ...result.json, next }, text: `${result.text}\nnext: ${next}` };
}

function refuseBoth({
  keepImages,
  deleteImages,
}: Pick<DestroyOptions, "keepImages" | "deleteImages">) {
  if (!keepImages || !deleteImages) return;
  throw refused(
    "--keep-images and --delete-images contradict each other",
    "run the command again with one of them",
  );
}

async function readOf({ files }: ProjectSession, from: string): Promise<string> {
  const text = await files.read(from);
  if (text !== undefined) return text;
  throw noSettingsFile(from, await files.names());
}

async function refuseExisting({ files, stacks }: ProjectSession, name: string): Promise<void> {
  const known = (await stacks.list()).map((stack) => stack.name);
  const problem = nameProblem(name, [...(await files.names()), ...known]);
  if (problem) throw refused(problem.found, problem.next);
  const exists = known.includes(name);
  if (!exists && (await files.read(name)) === undefined) return;
  throw refused(
    `${exists ? `stack ${name}` : `the settings file Pulumi.${name}.yaml`} already exists`,
    `choose another name, or update it: ${bluegreen("up", name)}`,
  );
}

/** Protected now or as of the last `up`: to turn it off takes an edit and an `up`. */
async function refuseProtected(
  { stacks }: ProjectSession,
  name: string,
  protect: boolean,
): Promise<void> {
  const wasProtected = String((await stacks.lastConfig(name))?.["protect"]) === "true";
  if (!protect && !wasProtected) return;
  throw refused(
    `${name} is a protected environment`,
    `set \`protect\` to false in Pulumi.${name}.yaml, then: ${bluegreen("up", name)}`,
  );
}
