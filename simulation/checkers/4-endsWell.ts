import { colors } from "../../release/state";
import type { Backend } from "../model/backend";
import type { Resource, Value } from "../model/resources";
import type { Checker } from "./checker";
import { unserved } from "./served";

/** 4. A release ends done or rolled back without a failed request: here, of clients of any kind. */
export function endsWell(): Checker {
  return {
    invariant: 4,
    check: (watched) => {
      for (const service of watched.world.services) {
        // Whoever never resolves again is lost with a service that leaves for good.
        if (watched.engine.left.has(service.name)) continue;
        for (const edge of colors) {
          if (!service.production.mayBeHeldForEver(edge)) continue;
          const problem = unserved(watched, service, edge);
          if (problem) return `a client that never resolves again fails: ${problem}`;
        }
      }
      return null;
    },
  };
}

/** Why nobody can call the release ended; null: no release is under way and the world is as recorded. */
export function unsettled(backend: Backend): string | null {
  const { lock, outputs, resources } = backend;
  const { current } = outputs;
  if (current) return `release ${current.id} rests ${current.phase}`;
  if (lock) return "the stack is locked";
  const wrong = resources.find(
    (one) => matters(one, one.wanted(outputs)) && !excused(one, backend),
  );
  return wrong ? `${wrong.name} is ${wrong.actual() ?? "nothing"}, which is not as recorded` : null;
}

/** Until an `up` has ended well, what was unfinished before the run is as it was. */
function excused({ service }: Resource, { unfinished, history }: Backend): boolean {
  return service.name === unfinished && history.last.result !== "succeeded";
}

/** What is left over of a stage and serves nobody is taken by the next one: a test name, a definition. */
function matters(resource: Resource, wanted: Value): boolean {
  const { kind } = resource;
  const value = resource.actual();
  if (value === wanted || kind === "testRecord") return false;
  return kind !== "fleet" || !(runsNothing(value) && runsNothing(wanted));
}

function runsNothing(fleet: Value): boolean {
  return fleet === "0" || fleet!.startsWith("0 ");
}
