import { exitCodes, refused } from "../world/errors";
import { type Environment, environmentOf } from "../world/environment";
import { abort as abortRelease, resume as resumeRelease } from "../runbook/recover";
import type { Run } from "../runbook/run";
import { toCommandResult } from "./deploy";
import type { StackOptions } from "./options";
import { type TakeOver, takeOver } from "./takeOver";
import type { CommandResult } from "./result";

export interface ResumeOptions extends StackOptions {
  takeOver: boolean;
  /** Succeeds when there is nothing to resume, for pipelines that only want to make sure. */
  ifAny: boolean;
  /** Hooks that have run although ECS no longer shows it, as `users/beforeSwitch`. */
  hookRan: string[];
  /** Hooks to start again, whatever their earlier outcome. */
  hookAgain: string[];
}

/** `bluegreen resume`: continues an interrupted release. */
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

/** `bluegreen abort`: ends the current release without its candidate. */
export async function abort(run: Run, from?: TakeOver): Promise<CommandResult> {
  const environment = await read(run);
  if (from) takeOver(run, environment, from);
  return toCommandResult(run, () => abortRelease(run, environment));
}

function refuseUnknownHooks({ release: { current } }: Environment, ids: string[]): void {
  const begun = current?.begunHooks ?? [];
  const unknown = ids.filter((id) => !begun.includes(id));
  if (unknown.length === 0) return;
  throw refused(
    `not a \`once\` hook that has begun: ${unknown.join(", ")}; begun are: ${begun.join(", ") || "none"}`,
    "leave those out: other hooks run again by themselves",
  );
}

/** No release is in progress, and no `up` was interrupted before it was recorded. */
async function isAtRest({ ports: { stack } }: Run, { release }: Environment): Promise<boolean> {
  return release.current === null && (await stack.engineState()).pending.length === 0;
}

function atRest(stack: string): CommandResult {
  return {
    json: { ok: true, outcome: "unchanged", stack },
    text: `no release is in progress in ${stack}`,
    exitCode: exitCodes.done,
  };
}

async function read(run: Run): Promise<Environment> {
  const { stack } = run.ports;
  return environmentOf(stack.name, await stack.read());
}
