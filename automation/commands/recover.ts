import { exitCodes, refused } from "../world/errors";
import { type Environment, environmentOf } from "../world/environment";
import { abort as abortRelease, resume as resumeRelease } from "../runbook/recover";
import { unrecordedFleets } from "../runbook/evidence";
import type { Run } from "../runbook/run";
import type { Deployed } from "../world/ports";
import { deadLock, type Locked } from "./deadLock";
import { toCommandResult } from "./deploy";
import type { StackOptions, UrgentOptions } from "./options";
import { type TakeOver, takeOver } from "./takeOver";
import type { CommandResult } from "./result";

export interface ResumeOptions extends StackOptions, UrgentOptions {
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
  {
    hookRan,
    hookAgain,
    ifAny,
    urgent,
  }: Pick<ResumeOptions, "hookRan" | "hookAgain" | "ifAny" | "urgent">,
  from?: TakeOver,
  locked?: Locked,
): Promise<CommandResult> {
  const { stack } = run.ports;
  const deployed = await stack.read();
  if (ifAny && (await isAtRest(run, deployed))) return atRest(stack.name, locked);
  const environment = madeUrgent(environmentOf(stack.name, deployed), urgent);
  if (from) takeOver(run, environment, from);
  refuseUnknownHooks(environment, [...hookRan, ...hookAgain]);
  const answered = { ...run, hookAnswers: { ran: hookRan, again: hookAgain } };
  return toCommandResult(run, () => resumeRelease(answered, environment));
}

/** Recorded by the next `up`, which is the one that may need it. */
function madeUrgent(environment: Environment, urgent: string | undefined): Environment {
  const { release } = environment;
  if (!release.current || urgent === undefined) return environment;
  return { ...environment, release: { ...release, current: { ...release.current, urgent } } };
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

/** No release is in progress, and Pulumi knows nothing of an `up` that was interrupted before it was recorded. */
async function isAtRest({ ports: { stack } }: Run, { release }: Deployed): Promise<boolean> {
  if (!release) return true;
  if (release.current) return false;
  const engine = await stack.engineState();
  return engine.pending.length === 0 && unrecordedFleets(release, engine).length === 0;
}

async function atRest(stack: string, locked: Locked | undefined): Promise<CommandResult> {
  const lock = locked && (await deadLock(stack, locked));
  const found = `no release is in progress in ${stack}, and none was interrupted`;
  return {
    json: { ok: true, outcome: "unchanged", stack, lock: lock ?? null },
    text: [found, ...(lock ? [lock] : [])].join("\n"),
    exitCode: exitCodes.done,
  };
}

async function read(run: Run): Promise<Environment> {
  const { stack } = run.ports;
  return environmentOf(stack.name, await stack.read());
}
