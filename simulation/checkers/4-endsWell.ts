import { colors } from "../../release/state";
import type { Backend } from "../model/backend";
import type { Checker } from "./checker";
import { unserved } from "./served";

/** 4. A release ends done or rolled back without a failed request: here, of clients of any kind. */
export function endsWell(): Checker {
  return {
    invariant: 4,
    check: (watched) => {
      for (const service of watched.world.services) {
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
export function unsettled({ lock, outputs, resources }: Backend): string | null {
  const { current } = outputs;
  if (current) return `release ${current.id} rests ${current.phase}`;
  if (lock) return "the stack is locked";
  // A test name that is left over leads nobody anywhere, and the next stage takes it.
  const wrong = resources.find(
    (one) => one.kind !== "testRecord" && one.actual() !== one.wanted(outputs),
  );
  return wrong ? `${wrong.name} is ${wrong.actual() ?? "nothing"}, which is not as recorded` : null;
}
