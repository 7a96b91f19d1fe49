import { colors } from "../../release/state";
import type { Backend } from "../model/backend";
import type { Resource, Value } from "../model/resources";
import type { Checker } from "./checker";
import { isUsed, unserved } from "./served";

/** 4. A release ends done or rolled back without a failed request: here, for clients of any kind. */
export function endsWell(): Checker {
  return {
    invariant: 4,
    check: (watched) => {
      for (const service of watched.world.services) {
        // Clients that never resolve again lose a service that is decommissioned for good.
        if (watched.engine.left.has(service.name)) continue;
        // Here no fleet is left for those who never come back to the origin.
        if (watched.engine.returned.has(service.name)) continue;
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

/**
 * Why the release can't be considered ended; null: no release is in progress, and everything matches the
 * recorded state.
 */
export function unsettled(backend: Backend): string | null {
  const { lock, outputs, resources } = backend;
  const { current } = outputs;
  if (current) return `release ${current.id} is paused in phase ${current.phase}`;
  if (lock) return "the stack is locked";
  const wrong = resources.find(
    (one) =>
      matters(one, one.wanted(outputs)) &&
      // An `up` was killed after it had applied a size: the next one records it.
      matters(one, one.wanted(backend.next)) &&
      !excused(one, backend),
  );
  return wrong
    ? `${wrong.name} is ${wrong.actual() ?? "nothing"}, which differs from the recorded state`
    : null;
}

/** Until an `up` has succeeded, whatever was unfinished before the run stays unfinished. */
function excused({ service }: Resource, { unfinished, history }: Backend): boolean {
  return service.name === unfinished && history.last.result !== "succeeded";
}

/**
 * What is left over of a stage and serves nobody, a test name or a definition, is replaced by the next
 * stage.
 */
function matters(resource: Resource, wanted: Value): boolean {
  const { kind, service } = resource;
  const value = resource.actual();
  // A name that was not adopted yet, or whose adoption ended while its origin served: nobody here touches it.
  if (kind === "productionRecord" && value === "origin" && wanted === null) return false;
  if (value === wanted || kind === "testRecord") return false;
  // A stage from an origin forwards first, and nobody is led there: the next one does it again.
  const isLed = colors.some((edge) => isUsed(service, edge));
  if (kind === "rule" && wanted === null && !isLed) return false;
  return kind !== "fleet" || !(runsNothing(value) && runsNothing(wanted));
}

function runsNothing(fleet: Value): boolean {
  return fleet === "0" || fleet!.startsWith("0 ");
}
