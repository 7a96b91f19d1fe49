import { type Color, colors, serviceState } from "../../release/state";
import type { ServiceWorld } from "../model/world";
import { images } from "../model/world";
import type { Checker, Watched } from "./checker";

/**
 * 9. Two colors of a worker with handover never consume at once, and none consumes before its self-test
 * has passed; and once no release is in progress, exactly the active color should run.
 */
export function oneConsumer(): Checker {
  return {
    invariant: 9,
    check: (watched) => {
      for (const service of watched.world.services) {
        if (!service.takeover) continue;
        const problem = both(service) ?? untested(watched, service) ?? left(watched, service);
        if (problem) return problem;
      }
      return null;
    },
  };
}

/** A task that is stopping finishes its job, so it counts until it is gone. */
function consuming({ fleets }: ServiceWorld): Color[] {
  return colors.filter((color) => fleets[color].running > 0);
}

function both(service: ServiceWorld): string | null {
  const { name, takeover } = service;
  if (takeover !== "handover" || consuming(service).length < 2) return null;
  return `both colors of ${name} consume at once`;
}

function untested({ world }: Watched, service: ServiceWorld): string | null {
  const { name, fleets } = service;
  const color = consuming(service).find((one) => {
    const running = fleets[one].runningDefinition!;
    return running !== images.old && !world.oneOffTasks.hasPassedOn(running, `${name}/selfTest`);
  });
  return color ? `${name} ${color} consumes but has not passed its self-test` : null;
}

function left({ backend: { outputs } }: Watched, { name }: ServiceWorld): string | null {
  if (outputs.current) return null;
  const { activeColor, fleets } = serviceState(outputs, name);
  const wrong = colors.find((color) => fleets[color].size > 0 !== (color === activeColor));
  return wrong
    ? `no release is in progress, ${name} is ${activeColor ?? "nowhere"}, and ${wrong} ` +
        `should have ${fleets[wrong].size} tasks`
    : null;
}
