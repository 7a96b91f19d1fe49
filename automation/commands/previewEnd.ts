import type { ProjectSession } from "./session";
import { DeployError, exitCodes } from "../world/errors";
import { destroy } from "./destroy";
import type { ProjectOptions } from "./options";
import { previewDown as downAgain } from "./previewMarkdown";
import { previewName, previewsOf } from "./previews";
import type { CommandResult } from "./result";

export interface PreviewDownOptions extends ProjectOptions {
  pr: string;
}

export interface PruneOptions extends ProjectOptions {
  dryRun: boolean;
}

/** `bluegreen preview down`: deletes a preview without draining, since nobody relies on it. */
export async function previewDown(
  project: ProjectSession,
  { pr }: PreviewDownOptions,
): Promise<CommandResult> {
  const stack = previewName(pr);
  const exists = (await project.stacks.list()).some(({ name }) => name === stack);
  if (exists) await destroy(project, stack, { keepImages: null, again: downAgain(stack) });
  return {
    json: { ok: true, stack, destroyed: exists },
    text: exists ? `destroyed ${stack}` : `${stack} does not exist; nothing to do`,
    exitCode: exitCodes.done,
  };
}

/** `bluegreen preview prune`: destroys every preview that has expired. */
export async function prune(
  project: ProjectSession,
  { dryRun }: PruneOptions,
): Promise<CommandResult> {
  const { expired, kept } = await sort(project);
  const failures: string[] = [];
  for (const { name } of dryRun ? [] : expired) {
    try {
      await destroy(project, name, { keepImages: null, again: downAgain(name) });
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      failures.push(`${name}: ${[error.found, ...error.reasons, error.next].join("; ")}`);
    }
  }
  if (failures.length > 0) {
    const found = `${failures.length} of ${expired.length} expired previews were only partly deleted`;
    throw new DeployError("stoppedMidway", found, "bluegreen preview prune", failures);
  }
  const verb = dryRun ? "would destroy" : "destroyed";
  const until = ({ name, expiresAt }: Dated) => `${name} (${expiresAt ?? "no expiry"})`;
  return {
    json: { ok: true, dryRun, expired, kept },
    text: [
      `${verb} ${expired.map(until).join(", ") || "nothing"}`,
      `kept ${kept.map(until).join(", ") || "nothing"}`,
    ].join("\n"),
    exitCode: exitCodes.done,
  };
}

interface Dated {
  name: string;
  /** ISO 8601, UTC; null: it has none, or was never brought up. */
  expiresAt: string | null;
}

async function sort({
  stacks,
  clock,
}: ProjectSession): Promise<Record<"expired" | "kept", Dated[]>> {
  const nowMs = clock.nowMs();
  const sorted: Record<"expired" | "kept", Dated[]> = { expired: [], kept: [] };
  for (const { name } of previewsOf(await stacks.list())) {
    const config = await stacks.lastConfig(name);
    const expiresAt = typeof config?.["expiresAt"] === "string" ? config["expiresAt"] : null;
    const isExpired = expiresAt !== null && Date.parse(expiresAt) <= nowMs;
    sorted[isExpired ? "expired" : "kept"].push({ name, expiresAt });
  }
  return sorted;
}
