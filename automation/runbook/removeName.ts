import { bluegreen } from "../course/commandLines";
import { withRemovedName } from "../../release/removedNames";
import { type RemovedName, serviceState } from "../../release/state";
import { DeployError, StepFailed } from "../world/errors";
import { type Environment, environmentOf, nameIsGone } from "../world/environment";
import { refuseSecondRelease } from "./begin";
import { drainDeadlineMs } from "./drain";
import { propagationSeconds } from "../world/nameLook";
import type { Run } from "./run";
import { since } from "./since";
import { steadyMs, untilNamed } from "./waitUntil";

/** The fully qualified production name to remove from a service. */
export interface Going {
  service: string;
  name: string;
}

/**
 * Deletes a name's record and waits until no client can still have it cached. The rules of both
 * load balancers keep serving it in the meantime. If killed at any point, it can be repeated:
 * finished steps are recorded, and a wait whose start was not seen begins again.
 */
export async function drainName(run: Run, from: Environment, going: Going): Promise<Environment> {
  const { observer } = run.ports;
  const begun = serviceState(from.release, going.service).removedNames?.[going.name];
  let environment = from;
  // Also by an earlier run.
  let done = begun ? `${going.name} ${doneBy[begun.phase]}` : null;
  const to = async (removed: RemovedName) => {
    environment = await applyName(run, environment, going, removed);
    done = `${going.name} ${doneBy[removed.phase]}`;
  };
  const goOn = removal(run.ports.stack.name, going);
  await since(
    () => done,
    goOn,
    async () => {
      if (!begun) {
        const answers = await observer.resolve(from.inventory, going.name);
        const ttlSeconds = Math.max(0, ...answers.map((answer) => answer.ttlSeconds ?? 0));
        // In a separate `up`: Pulumi deletes nothing that was protected, and the TTL can't be queried
        // later.
        await to({ phase: "noted", ttlSeconds });
      }
      const { ttlSeconds } = serviceState(environment.release, going.service).removedNames![
        going.name
      ]!;
      if (begun?.phase !== "gone") await to({ phase: "gone", ttlSeconds });
      const unseenSeconds = await untilGone(run, environment, going);
      await untilLeft(run, going, ttlSeconds + unseenSeconds);
    },
  );
  return environment;
}

/** The last `up` deletes its rules and its certificate. The settings no longer have the name. */
export function forgetName(run: Run, environment: Environment, going: Going): Promise<Environment> {
  return applyName(run, environment, going, undefined);
}

async function applyName(
  run: Run,
  environment: Environment,
  going: Going,
  removed: RemovedName | undefined,
): Promise<Environment> {
  const { stack, reporter } = run.ports;
  const doing = { noted: "record that it will be removed", gone: "delete its record" };
  const what = removed ? doing[removed.phase] : "delete its rules";
  reporter.note(`${going.name}: ${what}`);
  const { pending } = await stack.engineState();
  try {
    const deployed = await stack.apply(
      withRemovedName(environment.release, going.service, going.name, removed),
      {
        message: `bluegreen: ${going.name} of ${going.service}: ${what}`,
        refresh: pending.length > 0 && run.rules.refresh,
        only: null,
      },
    );
    return environmentOf(stack.name, deployed);
  } catch (error) {
    throw partly(stack.name, going, error);
  }
}

/** Returns how many seconds its servers may go on answering, although none was seen to. */
async function untilGone(run: Run, environment: Environment, going: Going): Promise<number> {
  const { reporter, stack } = run.ports;
  const what = `${going.name} is gone at every authoritative server`;
  const unseen = await untilNamed(run.ports, { what }, () =>
    nameIsGone(run.ports, environment, going.name),
  ).catch((error: unknown) => {
    throw partly(stack.name, going, error);
  });
  unseen.forEach((line) => reporter.warn(line));
  return unseen.length > 0 ? propagationSeconds : 0;
}

/**
 * AWS counts no requests by name, so nothing shows that a name is quiet: after the TTL and its margin the
 * whole of `drain.maxQuietSeconds` is waited for clients that cache longer.
 */
async function untilLeft(run: Run, { name }: Going, ttlSeconds: number): Promise<void> {
  const { clock, observer, reporter, stack } = run.ports;
  const { drain } = stack.settings;
  const leftMs = drainDeadlineMs({ atMs: steadyMs(clock), ttlSeconds }, drain);
  const deadlineMs = leftMs + drain.maxQuietSeconds * 1000;
  for (;;) {
    const remainingMs = deadlineMs - steadyMs(clock);
    if (remainingMs <= 0) return;
    reporter.waiting(`clients that still know the address of ${name}`, remainingMs / 1000);
    await clock.sleep(Math.min(observer.pollMs, remainingMs));
  }
}

/** The environment as it is now; refuses while a release is in progress. */
export async function lookAgain(run: Run): Promise<Environment> {
  const { stack } = run.ports;
  const environment = environmentOf(stack.name, await stack.read());
  refuseSecondRelease(stack.name, environment);
  return environment;
}

/** What the last `up` has made true. */
export const doneBy: Record<RemovedName["phase"], string> = {
  noted: "is recorded as being removed, but still has its DNS record",
  gone: "no longer has a DNS record, but still has its listener rules",
};

function removal(stack: string, { service, name }: Going): string {
  return bluegreen(`host remove ${name}`, stack, `--service ${service}`);
}

function partly(stack: string, { service, name }: Going, error: unknown): unknown {
  if (!(error instanceof StepFailed)) return error;
  return new DeployError(
    "stoppedMidway",
    `${name} was only partly removed: ${error.what}`,
    `fix the cause, then: ${removal(stack, { service, name })}`,
    error.reasons,
    { cause: error },
  );
}
