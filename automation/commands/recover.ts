import { type Definition, serviceState } from "../../release/state";
import { list } from "../../config/problem";
import { bluegreen } from "../course/commandLines";
import { exitCodes, refused } from "../world/errors";
import type { Stack } from "../world/ports";
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

/** `bluegreen rollback`: to the old fleet while it runs, otherwise by a release of the previous image. */
export async function rollback(
  run: Run,
  { service }: RollbackOptions,
  from?: TakeOver,
): Promise<CommandResult> {
  const environment = await read(run);
  const stack = run.ports.stack.name;
  if (from) takeOver(run, environment, from);
  const { current } = environment.release;
  if (current?.phase === "switched") {
    run.ports.reporter.note(
      "both load balancers are switched to the old fleet at once; DNS follows, then the drain",
    );
    const why = "rolled back on request";
    return toCommandResult(run, () => takeBack(run, environment, current, why));
  }
  if (current?.phase === "retired") {
    throw refused(
      `release ${current.id} has stopped the old fleet and is not finished yet`,
      `finish it first: ${bluegreen("resume", stack)}; then roll back: ` +
        bluegreen(
          "rollback",
          stack,
          "--service",
          Object.keys(current.services).join(" --service "),
        ),
    );
  }
  if (current) {
    throw refused(
      `release ${current.id} is in phase ${current.phase}: production is on the old fleet`,
      `to end the release: ${bluegreen("abort", stack)}`,
    );
  }
  const previous = previousDefinitions(environment, run.ports.stack, service);
  const images = Object.fromEntries(
    Object.entries(previous).map(([name, { image }]) => [name, image]),
  );
  for (const [name, { image }] of Object.entries(previous)) {
    run.ports.reporter.note(
      `${name}: releasing the previous version, ${digestOf(image)} with the settings it had, in the usual six steps`,
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
    `not a \`once\` hook that has begun: ${unknown.join(", ")}; begun are: ${begun.join(", ") || "none"}`,
    "leave those out: other hooks run again by themselves",
  );
}

/** The previous version of each service in production: never one that was rejected or rolled back. */
function previousDefinitions(
  { release: state }: Environment,
  { name: stack, settings }: Pick<Stack, "name" | "settings">,
  services: string[],
): Record<string, Definition> {
  if (services.length === 0) {
    throw refused(
      "no release is in progress, so rollback needs to know which services to roll back",
      bluegreen("rollback", stack, "--service", "<name>"),
    );
  }
  const found = services.map((name) => {
    const { previous } = serviceState(state, name);
    const calls = (previous?.settings?.["calls"] ?? []) as string[];
    const gone = settings.foundation ? [] : calls.filter((callee) => !settings.services[callee]);
    if (previous && gone.length === 0) return [name, previous];
    throw refused(
      previous
        ? `the previous version of ${name} calls ${list(gone)}, which is no longer a service of ${stack}`
        : `${name} has no previous version to roll back to`,
      "deploy another image: " +
        bluegreen("deploy", stack, "--service", name, "--image", "<reference>"),
    );
  });
  return Object.fromEntries(found) as Record<string, Definition>;
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
