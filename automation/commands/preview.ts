import type { ProjectSession, Session } from "./session";
import { addressesOf } from "../../config/calls";
import { previewText } from "../edit/preview";
import { DeployError, exitCodes, refused } from "../world/errors";
import { marker } from "../plan/comment";
import { keepEncryption } from "../edit/settingsText";
import { changedImages } from "../runbook/changed";
import { environmentOf, requireServices } from "../world/environment";
import { abort } from "../runbook/recover";
import type { ReleaseResult } from "../runbook/result";
import { pausing } from "../runbook/run";
import { since } from "../runbook/since";
import { deployImages, toCommandResult } from "./deploy";
import { destroy, restore } from "./destroy";
import { type ImageOptions, imagesOf, type ProjectOptions } from "./options";
import {
  describePreview,
  previewDown,
  previewInMarkdown,
  type PreviewFacts,
} from "./previewMarkdown";
import { lookAround, previewName, refuseFullEdges, refuseLongBoundary } from "./previews";
import { recorded } from "./recorded";
import type { CommandResult } from "./result";

export interface PreviewUpOptions extends ProjectOptions, ImageOptions {
  pr: string;
  from: string;
  /** Until it expires. */
  hours: string;
  markdown: boolean;
}

const hourMs = 3_600_000;

/** `bluegreen preview up`: the changed services, in a short-lived stack on another's foundation. */
export async function previewUp(
  project: ProjectSession,
  options: PreviewUpOptions,
): Promise<CommandResult> {
  const { from } = options;
  const name = previewName(options.pr);
  const base = await project.open(from);
  const { settings } = base.stack;
  const images = await previewImages(base, options);
  if (Object.keys(images).length === 0) return nothingToPreview(name, from, options.markdown);
  const around = await lookAround(project, name, { from, settings });
  const services = [...new Set([...around.services, ...Object.keys(images)])];
  const behind = services.filter((service) => settings.services[service]?.kind !== "worker");
  refuseFullEdges({ from, settings }, around, behind.length);
  refuseLongBoundary(from, settings.permissionsBoundary);
  const expiresAt = expiry(project.clock.nowMs(), options.hours);
  const wanted = { name, from, settings, services, takenSlots: around.takenSlots, expiresAt };
  const text = previewText((await project.files.read(from))!, project.project.name, wanted);
  const isNew = !(await exists(project, name));
  // Throws with every problem, before there is a file.
  await project.open(name, text);
  await write(project, name, text);

  const session = await project.open(name);
  const { onlyChanged = false } = options;
  const { released, after } = await leavingNothing(project, name, isNew, async () => {
    if (around.wasUp) await abortInterrupted(project, session);
    await session.up();
    const how = { forceFromBroken: true, restart: true, onlyChanged };
    const done = `${name} is up, but the images are not released`;
    return since(isNew ? null : done, "run the command again", () =>
      recorded({ session, options: {} }, (run) => deployImages(run, images, how)),
    );
  });
  const all = session.stack.settings.services;
  const urls = services
    .filter((service) => all[service]?.kind !== "worker")
    .map((service) => [service, addressesOf(session.stack.settings, service).production]);
  const { outcome, reasons } = released.json as ReleaseResult;
  const facts: PreviewFacts = {
    ...{ name, from, images, outcome, reasons },
    ...(after === "up"
      ? { after, expiresAt, urls: Object.fromEntries(urls) as Record<string, string> }
      : { after, expiresAt: null, urls: {} }),
  };
  return {
    json: { ...released.json, preview: facts },
    text: options.markdown ? previewInMarkdown(facts) : describePreview(facts),
    exitCode: released.exitCode,
  };
}

async function exists({ stacks }: ProjectSession, name: string): Promise<boolean> {
  return (await stacks.list()).some((stack) => stack.name === name);
}

/** A preview that did not come up is of no use, but would cost money; one that was there before stays. */
export async function leavingNothing(
  project: ProjectSession,
  name: string,
  isNew: boolean,
  bringUp: () => Promise<CommandResult>,
): Promise<{ released: CommandResult; after: PreviewFacts["after"] }> {
  try {
    const released = await bringUp();
    const failed = released.exitCode === exitCodes.rolledBack;
    if (!failed || !isNew) return { released, after: "up" };
    return { released, after: (await remove(project, name)) ? "deleted" : "left" };
  } catch (error) {
    // Somebody else has brought it up meanwhile.
    const isHeld = error instanceof DeployError && error.kind === "held";
    const isLeft = isNew && !isHeld && !(await remove(project, name));
    throw isLeft ? pausing(error, previewDown(name), `${name} is still there`) : error;
  }
}

/** Whether it is gone. A failure is only noted, since the caller has a more important one to report. */
async function remove(project: ProjectSession, name: string): Promise<boolean> {
  try {
    if (await exists(project, name)) {
      project.reporter.note(`${name} did not come up; deleting what there is of it`);
      await destroy(project, name, { keepImages: null, again: previewDown(name) });
    }
    await project.files.remove(name);
    return true;
  } catch (left) {
    project.reporter.warn(
      `${name} is still there (${left instanceof DeployError ? left.found : String(left)}); ` +
        `to delete it: ${previewDown(name)}`,
    );
    return false;
  }
}

async function previewImages(
  { stack, run }: Session,
  options: PreviewUpOptions,
): Promise<Record<string, string>> {
  const images = await imagesOf(options);
  requireServices(stack, Object.keys(images));
  if (!options.onlyChanged) return images;
  return changedImages(run(), environmentOf(stack.name, await stack.read()), images);
}

function nothingToPreview(name: string, from: string, markdown: boolean): CommandResult {
  const text = `no preview needed: every image is already in production in ${from}`;
  return {
    json: { ok: true, outcome: "unchanged", stack: name, services: {}, reasons: [] },
    text: markdown ? `${marker("preview", name)}\n${text}` : text,
    exitCode: exitCodes.done,
  };
}

const mostHours = 24 * 365;

/** ISO 8601, to the second. */
function expiry(nowMs: number, hours: string): string {
  const count = hours.trim() === "" ? NaN : Number(hours);
  if (!(count >= 0 && count <= mostHours)) {
    throw refused(
      `--hours \`${hours}\` is not a valid number of hours`,
      `give a number from 0 to ${mostHours}`,
    );
  }
  return new Date(nowMs + count * hourMs).toISOString().replace(/\.\d+/, "");
}

/** If the preview exists but its file is not here, the file is restored first, to keep its encryption keys. */
async function write(project: ProjectSession, name: string, text: string): Promise<void> {
  const { files, stacks } = project;
  const wasUp = (await stacks.list()).some((stack) => stack.name === name && stack.lastUpdate);
  if (wasUp && (await files.read(name)) === undefined) await restore(project, name);
  const old = await files.read(name);
  const namespace = project.project.name;
  await files.write(name, old === undefined ? text : keepEncryption(text, old, namespace));
}

/** A job that was killed during a release leaves it unfinished; this one brings another, so it aborts that. */
async function abortInterrupted({ reporter }: ProjectSession, session: Session): Promise<void> {
  const { stack } = session;
  const deployed = await stack.read();
  if (!deployed.release?.current) return;
  reporter.note(`release ${deployed.release.current.id} was interrupted; aborting it first`);
  await recorded({ session, options: {} }, (run) =>
    toCommandResult(run, () => abort(run, environmentOf(stack.name, deployed))),
  );
}
