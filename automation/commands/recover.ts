import { type Definition, serviceState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { exitCodes, refused } from "../world/errors";
import { digestOf, type Environment, environmentOf } from "../world/environment";
import { abort as abortRelease, resume as resumeRelease, takeBack } from "../runbook/recover";
import { release } from "../runbook/release";
import type { Run } from "../runbook/run";
import { toCommandResult } from "./deploy";
import type { StackOptions } from "./options";
import { type TakeOver, takeOver } from "./takeOver";
import type { CommandResult } from "./result";

export interface RollbackOptions extends StackOptions {
  service: string[];
}

export interface ResumeOptions extends StackOptions {
  takeOver: boolean;
  /** Content when there is nothing to resume, as a pipeline is that only wants to be sure. */
  ifAny: boolean;
  /** Hooks that have run, as `users/beforeSwitch`, of which the world can't tell. */
  hookRan: string[];
  /** Hooks that are to be started, whatever became of them before. */
  hookAgain: string[];
}

/** `bluegreen resume`: goes on with a release that was interrupted. */
export async function resume(
  run: Run,
  { hookRan, hookAgain, ifAny }: Pick<ResumeOptions, "hookRan" | "hookAgain" | "ifAny">,
  from?: TakeOver,
): Promise<CommandResult> {
  const environment = await read(run);
  if (ifAny && (await isAtRest(run, environment))) return atRest(run.ports.stack.name);
  if (from) takeOver(run, environment, from);
  refuseUnknownHooks(environment, [...hookRan, ...hookAgain]);
  const answered = { ...run, hookAnswers: { ran: hookRan, again: hookAgain } };
  return toCommandResult(run, () => resumeRelease(answered, environment));
}

/** `bluegreen abort`: ends the release under way without its candidate. */
export async function abort(run: Run, from?: TakeOver): Promise<CommandResult> {
  const environment = await read(run);
  if (from) takeOver(run, environment, from);
  return toCommandResult(run, () => abortRelease(run, environment));
}

/** `bluegreen rollback`: back to the old fleet while it runs, else a release of the previous image. */
export async function rollback(
  run: Run,
  { service }: RollbackOptions,
  from?: TakeOver,
): Promise<CommandResult> {
  const environment = await read(run);
  if (from) takeOver(run, environment, from);
  const { current } = environment.release;
  if (current?.phase === "switched") {
    run.ports.reporter.note(
      "both edges go to the old fleet at once; the record follows, then the drain",
    );
    const why = "rolled back on request";
    return toCommandResult(run, () => takeBack(run, environment, current, why));
  }
  if (current?.phase === "retired") {
    throw refused(
      `release ${current.id} has stopped the old fleet, and has hooks left to run`,
      `bluegreen resume --stack ${run.ports.stack.name}, then roll back`,
    );
  }
  if (current) {
    throw refused(
      `release ${current.id} is ${current.phase}: production is on the old fleet already`,
      `bluegreen abort --stack ${run.ports.stack.name}`,
    );
  }
  const previous = previousDefinitions(environment, run.ports.stack.name, service);
  const images = Object.fromEntries(
    Object.entries(previous).map(([name, { image }]) => [name, image]),
  );
  for (const [name, { image }] of Object.entries(previous)) {
    run.ports.reporter.note(
      `${name}: releasing what served before, ${digestOf(image)} with the settings it had, by the six steps`,
    );
  }
  const request = { images, previous, forceFromBroken: true };
  return toCommandResult(run, () => release(run, environment, request));
}

function refuseUnknownHooks({ release: { current } }: Environment, ids: string[]): void {
  const begun = current?.begunHooks ?? [];
  const unknown = ids.filter((id) => !begun.includes(id));
  if (unknown.length === 0) return;
  throw refused(
    `no hook ${unknown.join(", ")} has been begun and is declared \`once\`; such are: ${begun.join(", ") || "none"}`,
    "leave it out: other hooks run again by themselves",
  );
}

/** What served before the services' active fleets did: never a version that was refused or rolled back. */
function previousDefinitions(
  { release: state }: Environment,
  stack: string,
  services: string[],
): Record<string, Definition> {
  if (services.length === 0) {
    throw refused(
      "no release is under way, so rollback needs to know which service to roll back",
      bluegreen("rollback", stack, "--service", "<name>"),
    );
  }
  const found = services.map((name) => {
    const { previous } = serviceState(state, name);
    if (previous) return [name, previous];
    throw refused(
      `${name} has no previous version to roll back to: nothing served before, or that was rolled back`,
      bluegreen("deploy", stack, "--service", name, "--image", "<reference>"),
    );
  });
  return Object.fromEntries(found) as Record<string, Definition>;
}

/** No release is under way, and no `up` ended without being recorded. */
async function isAtRest({ ports: { stack } }: Run, { release }: Environment): Promise<boolean> {
  return release.current === null && (await stack.engineState()).pending.length === 0;
}

function atRest(stack: string): CommandResult {
  return {
    json: { ok: true, outcome: "unchanged", stack },
    text: `no release is under way in ${stack}`,
    exitCode: exitCodes.done,
  };
}

async function read(run: Run): Promise<Environment> {
  const { stack } = run.ports;
  return environmentOf(stack.name, await stack.read());
}
