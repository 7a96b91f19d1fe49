import { bluegreen } from "../course/commandLines";
import { hookId, type HookName } from "../../config/hooks";
import { DeployError, StepFailed } from "../world/errors";
import { type Environment, partsOf } from "../world/environment";
import { errandFailure, runErrand } from "./oneOff";
import { applyUp, type Progress } from "./progress";
import { pausedAt, type Run } from "./run";

/** Runs a hook, a service's own command, in the release's new version; throws StepFailed when it fails. */
export async function runHook(
  run: Run,
  progress: Progress,
  { hook, service }: { hook: HookName; service: string },
): Promise<void> {
  const { environment } = progress;
  const { current } = environment.release;
  const part = partsOf(run.ports, environment, current!).find(({ name }) => name === service);
  const settings = part?.settings.hooks[hook];
  if (!part || !settings) throw new Error(`${service} has no ${hook}`);
  const { command, timeoutSeconds, once } = settings;
  const id = hookId(service, hook);
  const begun = current!.begunHooks ?? [];
  const uncertain = once && !progress.begunHooks.includes(id) && begun.includes(id);
  if (uncertain && run.hookAnswers.ran.includes(id)) {
    return run.ports.reporter.note(`${id} has already run, according to --hook-ran`);
  }
  const what = `${hook} of ${service}`;
  const result = await runErrand(run, progress, part, {
    what,
    key: id,
    command,
    timeoutSeconds,
    environment: { BLUEGREEN_HOOK: hook },
    beforeStart: () => {
      if (uncertain && !run.hookAnswers.again.includes(id)) throw notKnown(run, environment, id);
    },
  });
  run.measured.hooks.push({ service, hook, ...result });
  if (result.ok) return;
  const { what: found, reasons } = errandFailure(what, result);
  throw new StepFailed(found, reasons);
}

/** The `up` that records a `once` hook before it starts. */
export async function noteHook(...[run, before, wanted, named]: Parameters<typeof applyUp>) {
  if (!run.rules.hookOnce) return before;
  const noted = await applyUp(run, before, wanted, named);
  return { ...noted, begunHooks: wanted.current?.begunHooks ?? [] };
}

function notKnown({ ports: { stack } }: Run, { release }: Environment, id: string): DeployError {
  const ran = bluegreen("resume", stack.name, "--hook-ran", id);
  const again = bluegreen("resume", stack.name, "--hook-again", id);
  // Not a refusal, after which `pausing` would print a `resume` without the answer.
  return new DeployError(
    "stoppedMidway",
    `${pausedAt(release)}: ${id} may or may not have run: release ${release.current?.id} ` +
      "started it, it must run only once, and ECS no longer lists its task",
    `check whether it did its work; if it did: ${ran}; if not: ${again}`,
  );
}
