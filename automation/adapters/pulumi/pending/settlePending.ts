import { bluegreen } from "../../../course/commandLines";
import { DeployError, StepFailed } from "../../../world/errors";
import type { MaybeMade, SettledPending } from "../../../locks/pending";
import { nameOf } from "../urn";
import { askCli, runCli } from "../cli";
import type { EngineOptions } from "../options";
import { settle } from "./settle";
import { appliedStackFile } from "../appliedSettings";
import { withConfigFile } from "../settingsFile";

/** Resolves the stack's pending operations by a refresh. The stack must not be locked. */
export async function settlePending(options: EngineOptions): Promise<SettledPending> {
  const exported = await askCli(options, ["stack", "export", "--show-secrets"]);
  const { imported, look, adopted, unknown } = settle(exported);
  if (imported === null) return { found: [], absent: [], unknown };
  await put(options, imported);
  try {
    if (look.length > 0) await refresh(options, look);
  } catch (error) {
    // Without a refresh nothing is known, so the operations stay pending for the next attempt.
    await put(options, exported);
    throw notLookedAt(options, error);
  }
  const names = await recordedNames(options);
  const found = adopted.filter((one) => names.has(keyOf(one)));
  return { found, absent: adopted.filter((one) => !found.includes(one)), unknown };
}

async function put(options: EngineOptions, deployment: unknown): Promise<void> {
  const args = ["stack", "import", "--stack", options.name];
  await runCli(options, args, JSON.stringify(deployment));
}

function notLookedAt({ name }: EngineOptions, error: unknown): DeployError {
  const reasons = error instanceof StepFailed ? error.reasons : [String(error)];
  return new DeployError(
    "stoppedMidway",
    "Pulumi's pending operations could not be checked and stay pending",
    `fix the cause, then: ${bluegreen("unlock", name)}`,
    reasons,
    { cause: error },
  );
}

/** Only reads these resources from AWS; runs no program. What is wrong with the settings file does not matter. */
async function refresh(options: EngineOptions, urns: readonly string[]): Promise<void> {
  const targets = urns.flatMap((urn) => ["--target", urn]);
  const how = ["--yes", "--skip-preview", "--message", "bluegreen: check pending operations"];
  const args = ["refresh", ...how, ...targets, "--stack", options.name];
  const applied = await appliedStackFile(options).catch((error: unknown) => {
    // The first `up` was interrupted.
    if (error instanceof StepFailed || error instanceof DeployError) return null;
    throw error;
  });
  if (applied === null) return void (await runCli(options, args));
  await withConfigFile(options.name, applied, (path) =>
    runCli(options, [...args, "--config-file", path]),
  );
}

async function recordedNames(options: EngineOptions): Promise<Set<string>> {
  const { deployment } = (await askCli(options, ["stack", "export"])) as {
    deployment: { resources?: { urn: string; type: string }[] };
  };
  return new Set((deployment.resources ?? []).map(({ urn, type }) => `${type} ${nameOf(urn)}`));
}

function keyOf({ type, name }: MaybeMade): string {
  return `${type} ${name}`;
}
