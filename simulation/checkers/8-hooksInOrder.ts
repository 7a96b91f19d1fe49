import { guardsOf } from "../../automation/course/between";
import { hookId, hookNames } from "../../config/hooks";
import { definitionOf } from "../model/definition";
import type { Checker, Watched } from "./checker";

/**
 * 8. A hook passes before what it guards, on the new definition; one declared `once` starts only once in a
 * release.
 */
export function hooksInOrder(): Checker {
  return {
    invariant: 8,
    check: (watched) => startedTwice(watched) ?? notPassed(watched),
  };
}

function startedTwice({ world, environment }: Watched): string | null {
  const again = world.oneOffTasks.repeated();
  if (again.length === 0) return null;
  const once = environment.services.flatMap((name) =>
    hookNames
      .filter((hook) => environment.settings.services[name]!.hooks[hook]?.once)
      .map((hook) => hookId(name, hook)),
  );
  const repeated = again.find((key) => once.some((id) => key.endsWith(id)));
  return repeated ? `${repeated} is declared \`once\` but was started again` : null;
}

function notPassed({ world, engine, environment }: Watched): string | null {
  const { current, services } = engine.lastWanted;
  // Decommissioning, and the way back to an origin, bring no candidate, and run no hook.
  if (current?.leaves) return null;
  for (const [name, { candidate }] of Object.entries(current?.services ?? {})) {
    for (const hook of guardsOf(current!.phase)) {
      if (!environment.settings.services[name]?.hooks[hook]) continue;
      const key = `bluegreen/${current!.id}/${hookId(name, hook)}`;
      const definition = definitionOf(services[name]!.fleets[candidate])!;
      if (!world.oneOffTasks.hasPassed(key)) return `${current!.phase} before ${key} has passed`;
      if (!world.oneOffTasks.definitionsOf(key).includes(definition)) {
        return `${key} ran on another definition`;
      }
    }
  }
  return null;
}
