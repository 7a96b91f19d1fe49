import { hookId, type HookName } from "../../config/hooks";
import { DeployError, StepFailed } from "../world/errors";
import { type Environment, partsOf } from "../world/environment";
import { errandFailure, runErrand } from "./oneOff";
import { applyUp, type Progress } from "./progress";
import type { Run } from "./run";

/** Runs a service's own command, on the release's new version; throws StepFailed when it fails. */
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

/** The `up` that notes a hook declared `once`, before it starts. */
export async function noteHook(...[run, before, wanted, named]: Parameters<typeof applyUp>) {
  if (!run.rules.hookOnce) return before;
  const noted = await applyUp(run, before, wanted, named);
  return { ...noted, begunHooks: wanted.current?.begunHooks ?? [] };
}

function notKnown({ ports: { stack } }: Run, { release }: Environment, id: string): DeployError {
  const resume = `bluegreen resume --stack ${stack.name}`;
  return new DeployError(
    "refused",
    `${id} may or may not have run: release ${release.current?.id} started it, it is declared \`once\`, and ` +
      "ECS no longer knows its task",
    `check whether it did its work; if it did: ${resume} --hook-ran ${id}; if not: ${resume} --hook-again ${id}`,
  );
}
