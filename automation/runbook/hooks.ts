import { type Hook, hookId, type HookName } from "../../config/hooks";
import type { ServiceSettings } from "../../config/schema";
import type { CurrentRelease } from "../../release/state";
import { beginHooks } from "../../release/transitions";
import { DeployError, StepFailed } from "../world/errors";
import { type Environment, environmentOf, type Part, partsOf } from "../world/environment";
import { errandFailure, runErrand } from "./oneOff";
import { applyUp, type Run, step } from "./run";

/** Whether a service of the release has something to run then. */
export function hasHook(
  services: Record<string, ServiceSettings>,
  released: Iterable<string>,
  hook: HookName,
): boolean {
  return [...released].some((name) => services[name]?.hooks[hook] !== undefined);
}

/**
 * Notes the hooks that are to run once, by an `up` of its own before any of them starts: so whoever goes
 * on with this release knows that they may have run.
 */
export async function noteHooks(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  hook: HookName,
): Promise<Environment> {
  const begun = environment.release.current?.begunHooks ?? [];
  const ids = hooksOf(run, environment, current, hook)
    .filter(({ settings }) => settings.once)
    .map(({ part }) => hookId(part.name, hook))
    .filter((id) => !begun.includes(id));
  if (ids.length === 0 || !run.rules.hookOnce) return environment;
  const wanted = beginHooks(environment.release, ids);
  const deployed = await applyUp(run, wanted, { verb: "note", id: current.id });
  for (const id of ids) run.begunHooks.add(id);
  return environmentOf(run.ports.stack.name, deployed);
}

/** Runs this hook of each service, one after the other; throws StepFailed at the first that fails. */
export async function runHooks(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  hook: HookName,
): Promise<void> {
  const wanted = hooksOf(run, environment, current, hook);
  for (const [index, { part, settings }] of wanted.entries()) {
    const left = wanted.slice(index + 1).map((one) => `not run: ${hookId(one.part.name, hook)}`);
    await step(run, hook, `run ${hook} of ${part.name}: ${settings.command.join(" ")}`, () =>
      runHook(run, environment, part, hook, settings, left),
    );
  }
}

interface Wanted {
  part: Part;
  settings: Hook;
}

function hooksOf(
  { ports }: Run,
  environment: Environment,
  current: CurrentRelease,
  hook: HookName,
): Wanted[] {
  // Hooks belong to an image that comes.
  if (current.leaves) return [];
  return partsOf(ports, environment, current).flatMap((part) => {
    const settings = part.settings.hooks[hook];
    return settings ? [{ part, settings }] : [];
  });
}

async function runHook(
  run: Run,
  environment: Environment,
  part: Part,
  hook: HookName,
  { command, timeoutSeconds, once }: Hook,
  left: string[],
): Promise<void> {
  const id = hookId(part.name, hook);
  const uncertain =
    once && !run.begunHooks.has(id) && (environment.release.current?.begunHooks ?? []).includes(id);
  if (uncertain && run.hookAnswers.ran.includes(id)) {
    return run.ports.reporter.note(`${id} has run already, as --hook-ran says`);
  }
  const what = `${hook} of ${part.name}`;
  const result = await runErrand(run, environment, part, {
    what,
    key: id,
    command,
    timeoutSeconds,
    environment: { BLUEGREEN_HOOK: hook },
    beforeStart: () => {
      if (uncertain && !run.hookAnswers.again.includes(id)) throw notKnown(run, environment, id);
    },
  });
  run.measured.hooks.push({ service: part.name, hook, ...result });
  if (result.ok) return;
  const { what: found, reasons } = errandFailure(what, result);
  throw new StepFailed(found, [...reasons, ...left]);
}

function notKnown({ ports: { stack } }: Run, { release }: Environment, id: string): DeployError {
  const resume = `bluegreen resume --stack ${stack.name}`;
  return new DeployError(
    "refused",
    `whether ${id} has run is not known: release ${release.current?.id} had begun it, it is declared ` +
      "`once`, and no task of it is known any more",
    `look whether it did what it is for; then: ${resume} --hook-ran ${id}, or to run it: ${resume} --hook-again ${id}`,
  );
}
