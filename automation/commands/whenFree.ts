import { livenessOf, type Machine, ownerProcess } from "../locks/liveness";
import type { ReleaseState } from "../../release/state";
import { type Run } from "../runbook/run";
import { DeployError, HeldByAnother, StepFailed } from "../world/errors";

/** Tolerates this many failed reads in a row; the next one ends the wait. */
const waiting = { atMostSeconds: 3600, everyMs: 5000, mostFailures: 6 };

/**
 * Begins a release once no other is in progress, and waits again when another update gets ahead of its first `up`.
 * Only releases whose deployer is running, or may be, are waited for; any other would not end by itself.
 */
export async function whenFree<T>(
  run: Run,
  machine: Machine | undefined,
  begin: () => Promise<T>,
): Promise<T> {
  const { stack, clock, reporter } = run.ports;
  const endSeconds = clock.monotonicSeconds() + waiting.atMostSeconds;
  for (;;) {
    const seen = await untilNoRelease(run, machine, endSeconds);
    try {
      return await begin();
    } catch (error) {
      const left = endSeconds - clock.monotonicSeconds();
      const mayWait = run.measured.upSeconds.length === 0 && left > 0;
      if (!mayWait || !(await isOvertaken(run, machine, error, seen))) throw error;
      reporter.waiting(`another update of ${stack.name} began first`, left);
      await clock.sleep(waiting.everyMs);
    }
  }
}

/** Whether somebody else's update, which will end by itself, is why the release could not begin. */
async function isOvertaken(
  { ports: { stack } }: Run,
  machine: Machine | undefined,
  error: unknown,
  seen: ReleaseState | undefined,
): Promise<boolean> {
  if (!(error instanceof DeployError) || error.kind !== "held") return false;
  if (error instanceof HeldByAnother) return true;
  const now = (await stack.read()).release;
  if (now?.current) return !isGone(now.current, machine);
  return now?.revision !== seen?.revision;
}

/** Returns what is recorded then. */
async function untilNoRelease(
  { ports: { stack, clock, reporter } }: Run,
  machine: Machine | undefined,
  endSeconds: number,
): Promise<ReleaseState | undefined> {
  let failed = 0;
  for (let deployed = await stack.read(); ;) {
    const current = deployed.release?.current;
    const left = endSeconds - clock.monotonicSeconds();
    // The release then refuses to start, and names the holder.
    if (!current || isGone(current, machine) || left <= 0) return deployed.release;
    reporter.waiting(
      `waiting for release ${current.id} of ${Object.keys(current.services).join(", ")} to end ` +
        `(phase ${current.phase}, held by ${current.owner})`,
      left,
    );
    await clock.sleep(waiting.everyMs);
    try {
      deployed = await stack.read();
      failed = 0;
    } catch (error) {
      const isExpected = error instanceof DeployError || error instanceof StepFailed;
      if (!isExpected || ++failed > waiting.mostFailures) throw error;
    }
  }
}

function isGone(
  { owner, ownedAt, startedAt }: NonNullable<ReleaseState["current"]>,
  machine: Machine | undefined,
): boolean {
  const process = ownerProcess(owner, ownedAt ?? startedAt);
  return process !== null && machine !== undefined && livenessOf(process, machine) === "gone";
}
