import { isDeepStrictEqual } from "node:util";
import { bluegreen } from "../course/commandLines";
import { messageOf } from "../history/update";
import { livenessOf, type Machine, ownerProcess } from "../locks/liveness";
import { describeShares, sharesOf } from "../../release/canary";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import { promote as promoted } from "../../release/transitions";
import { environmentOf } from "../world/environment";
import { DeployError, exitCodes, refused } from "../world/errors";
import { printable } from "../world/printable";
import { retryHeld } from "../runbook/retryHeld";
import type { Run } from "../runbook/run";
import type { CommandResult } from "./result";

/**
 * `bluegreen promote`: ends the current step of a canary. It only records that; the release's own deployer continues.
 */
export async function promote(run: Run, machine: Machine): Promise<CommandResult> {
  const { stack } = run.ports;
  const read = async () => environmentOf(stack.name, await stack.read()).release;
  let before = await read();
  const current = requireCanary(before, stack.name);
  if (!current.promoted) {
    const { settings, last } = await stack.provenance();
    const isSame = settings !== null && last?.settings === settings;
    const options = {
      message: printable(messageOf("promote", current.id)),
      refresh: false,
      // Nothing but the record changes, unless somebody has edited the settings.
      only: isSame ? { services: Object.keys(current.services), settings } : null,
    };
    await retryHeld(
      run.ports,
      () => stack.apply(promoted(before), options),
      async () => {
        before = await read();
        return isSameStep(current, requireCanary(before, stack.name));
      },
    ).catch((error: unknown) => {
      if (error instanceof DeployError && error.kind === "held")
        throw stepIsOver(error, stack.name);
      throw error;
    });
  }
  const shares = sharesOf(current);
  const { next, text } = whoGoesOn(current, machine, stack.name);
  return {
    json: { ok: true, stack: stack.name, release: current.id, shares, next },
    text: [`the canary step with ${describeShares(shares)} ends now`, text].join("\n"),
    exitCode: exitCodes.done,
  };
}

function requireCanary({ current }: ReleaseState, stack: string): CurrentRelease {
  if (current?.phase === "canary") return current;
  const found = current
    ? `release ${current.id} is ${current.phase}, not in its canary`
    : "no release is in progress";
  throw refused(`${found}: there is no canary step to end`, bluegreen("status", stack));
}

const isSameStep = (one: CurrentRelease, other: CurrentRelease) =>
  one.id === other.id && isDeepStrictEqual(sharesOf(one), sharesOf(other));

function stepIsOver(error: DeployError, stack: string): DeployError {
  return new DeployError(
    "held",
    `this canary step could not be ended: ${error.found}`,
    bluegreen("status", stack),
    error.reasons,
    { cause: error },
  );
}

/** The owner may have been killed: then nobody notices. */
function whoGoesOn(
  { owner, ownedAt, startedAt }: CurrentRelease,
  machine: Machine,
  stack: string,
): { next: string | null; text: string } {
  const process = ownerProcess(owner, ownedAt ?? startedAt);
  const liveness = process ? livenessOf(process, machine) : "elsewhere";
  const resume = bluegreen("resume", stack);
  switch (liveness) {
    case "alive":
      return { next: null, text: `its deployer ${owner} continues within a minute` };
    case "gone":
      return { next: resume, text: `its deployer ${owner} is no longer running\nnext: ${resume}` };
    case "elsewhere":
      return {
        next: resume,
        text: `its deployer ${owner} continues within a minute; if it is no longer running: ${resume}`,
      };
  }
}
