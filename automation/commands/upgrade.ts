import { counted } from "../../config/plural";
import type { ReleaseState } from "../../release/state";
import { bluegreen, envDestroy } from "../course/commandLines";
import { changesBetween, type ResourceChange } from "../plan/changes";
import { describeChanges } from "../plan/describe";
import { DeployError, exitCodes, refused, StepFailed } from "../world/errors";
import type { ProjectOptions } from "./options";
import type { CommandResult } from "./result";
import type { ProjectSession } from "./session";

export interface UpgradeOptions extends ProjectOptions {
  check: boolean;
}

/** What the next `up` would do to an environment, or why that is unknown or would be refused. */
type Checked =
  | { stack: string; ok: true; settings: "file" | "lastUp"; changes: ResourceChange[] }
  | { stack: string; ok: false; found: string; reasons: readonly string[]; next: string };

/**
 * `bluegreen upgrade --check`: what the next `up` by this version of the program, its libraries and the settings would
 * do to each environment of the project; where there is no settings file, by the settings of its last `up`. It changes
 * nothing. Ends with 2 if one of them would be refused, such as where something that serves would be replaced.
 */
export async function upgrade(
  project: ProjectSession,
  { check }: UpgradeOptions,
): Promise<CommandResult> {
  if (!check) {
    throw refused(
      "an upgrade needs no command of its own: install the new version, and each environment gets it with its next `up`",
      `see first what that changes: ${again}`,
    );
  }
  const known = (await project.stacks.list()).filter(({ lastUpdate }) => lastUpdate !== null);
  const checked: Checked[] = [];
  for (const { name } of known) checked.push(await checkStack(project, name));
  const ok = checked.every((one) => one.ok);
  return {
    json: { ok, stacks: checked },
    text:
      checked.length === 0
        ? "no environment has had an `up` yet"
        : checked.flatMap(describeChecked).join("\n"),
    exitCode: ok ? exitCodes.done : exitCodes.refused,
  };
}

const again = "bluegreen upgrade --check";

async function checkStack(project: ProjectSession, name: string): Promise<Checked> {
  try {
    const { stack, unreadable } = await project.open(name, undefined, { orApplied: true });
    if (unreadable) await refuseUnreadable(project, name, unreadable);
    const { release } = (await stack.look()).deployed;
    if (!release) throw neverUp(name);
    if (release.current) throw underWay(name, release.current);
    const { recorded, planned } = await stack.preview(release);
    const settings = unreadable ? "lastUp" : "file";
    return { stack: name, ok: true, settings, changes: changesBetween(recorded, planned) };
  } catch (error) {
    // What is wrong with one environment says nothing about the others.
    if (error instanceof DeployError) {
      const { found, reasons, next } = error;
      return { stack: name, ok: false, found, reasons, next };
    }
    if (!(error instanceof StepFailed)) throw error;
    const next = `fix the cause, then: ${again}`;
    return { stack: name, ok: false, found: error.what, reasons: error.reasons, next };
  }
}

/** A preview that another checkout made has no settings file here; one that can't be read stops the next `up`. */
async function refuseUnreadable(
  { files }: ProjectSession,
  name: string,
  { found, next, reasons }: DeployError,
): Promise<void> {
  if (!(await files.names()).includes(name)) return;
  const first = next.replace(/(,| and|, then) run the command again$/, "");
  throw refused(found, `${first}; then: ${again}`, reasons);
}

function neverUp(name: string): DeployError {
  return refused(
    "no `up` of this environment has succeeded, so there is nothing to compare with",
    `${bluegreen("up", name)}; or, if nobody needs it: ${envDestroy(name, { keepImages: false, deleteImages: false, drain: true })}`,
  );
}

/** Its next `up` is a step of that release, and no plain one. */
function underWay(name: string, { id, phase }: NonNullable<ReleaseState["current"]>): DeployError {
  return refused(
    `release ${id} is in progress (phase ${phase}), which this version can resume; the \`up\` after it is not checked yet`,
    `end the release, or wait for it (${bluegreen("status", name)}); then: ${again}`,
  );
}

function describeChecked(one: Checked): string[] {
  if (!one.ok) {
    return [
      `✘ ${one.stack}: ${one.found}`,
      ...one.reasons.map((reason) => `  ${reason}`),
      `  next: ${one.next}`,
    ];
  }
  const { stack, settings, changes } = one;
  const by = settings === "lastUp" ? " (by the settings of its last `up`)" : "";
  const found =
    changes.length === 0
      ? "no changes"
      : `${counted(changes.length, "change")}; nothing that serves is replaced or deleted`;
  return [`✔ ${stack}: ${found}${by}`, ...describeChanges(changes)];
}
