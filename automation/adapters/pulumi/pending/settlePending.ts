import { DeployError, StepFailed } from "../../../world/errors";
import type { MaybeMade, SettledPending } from "../../../locks/pending";
import { nameOf } from "../urn";
import { askCli, runCli } from "../cli";
import type { EngineOptions } from "../options";
import { settle } from "./settle";

/** Ends what is pending in the stack's state, by looking at the world. The stack must not be locked. */
export async function settlePending(options: EngineOptions): Promise<SettledPending> {
  const exported = await askCli(options, ["stack", "export", "--show-secrets"]);
  const { imported, look, adopted, unknown } = settle(exported);
  if (imported === null) return { found: [], absent: [], unknown };
  await put(options, imported);
  try {
    if (look.length > 0) await refresh(options, look);
  } catch (error) {
    // Without the look nobody knows what is there: all stays pending, for the next time.
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
    "what Pulumi had begun could not be looked up, and stays recorded as pending",
    `fix the cause, then again: bluegreen unlock --stack ${name}`,
    reasons,
    { cause: error },
  );
}

/** Runs no program: it asks the world what these resources are, and nothing else. */
function refresh(options: EngineOptions, urns: readonly string[]): Promise<string> {
  const targets = urns.flatMap((urn) => ["--target", urn]);
  const how = ["--yes", "--skip-preview", "--message", "bluegreen: look at what was pending"];
  return runCli(options, ["refresh", ...how, ...targets, "--stack", options.name]);
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
