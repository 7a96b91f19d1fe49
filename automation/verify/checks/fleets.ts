import { counted } from "../../../config/plural";
import { boundsOf, leastTasks, scaledSize } from "../../../config/size";
import { type Color, colors, serviceState } from "../../../release/state";
import type { FleetHealth } from "../../world/ports";
import { expectedFleet, observeFleet } from "../../world/environment";
import { type ExpectedFleet, fleetProblems } from "../../world/readiness";
import type { Check } from "../check";
import { failing, type Judgement, repairWith, ok, warning } from "../finding";

/** Whether each ECS service matches the recorded state: task definition, digest, size, health. */
export const fleets: Check = {
  name: "fleets",
  fast: false,
  async look({ observer, environment, services, stack }) {
    if (!environment) return [];
    const known = services.filter((service) => service in environment.inventory.services);
    const judged = await Promise.all(
      known.flatMap((service) =>
        colors.map(async (color) => {
          const { serviceName } = environment.inventory.services[service]!.fleets[color];
          // Before its first image a fleet has no ECS service.
          if (serviceName === "") return [];
          const health = await observeFleet({ observer }, environment, service, color);
          const expected = expectedFleet(environment, service, color);
          const isActive = serviceState(environment.release, service).activeColor === color;
          const size = stack.settings.services[service]?.size ?? expected.size;
          const most = isActive && scaledSize(size) ? boundsOf(size).max : expected.size;
          // Auto scaling may have removed tasks since the last release; an edited size applies with the next `up`.
          const applied = environment.inventory.services[service]!.size;
          const least = isActive ? leastTasks(expected.size, size, applied) : expected.size;
          const wanted = {
            expected: { ...expected, size: least },
            most: Math.max(most, expected.size),
            isActive,
          };
          return [judgeFleet(`${service} ${color}`, health, wanted, stack.name)];
        }),
      ),
    );
    return judged.flat();
  },
};

export interface WantedFleet {
  /** Its size is the smallest allowed number of tasks. */
  expected: ExpectedFleet;
  most: number;
  isActive: boolean;
}

export function judgeFleet(
  subject: `${string} ${Color}`,
  health: FleetHealth | null,
  { expected, most, isActive }: WantedFleet,
  stackName: string,
): Judgement {
  const refresh = repairWith(stackName);
  if (!health) {
    return failing(subject, "its ECS service was deleted by hand", refresh);
  }
  if (health.desired < expected.size || health.desired > most) {
    const says = most === expected.size ? `${most}` : `${expected.size} to ${most}`;
    const found = `scaled to ${counted(health.desired, "task")}, recorded: ${says}`;
    return (isActive && health.desired < expected.size ? failing : warning)(
      subject,
      found,
      refresh,
    );
  }
  if (most === 0) return ok(subject, "stopped");
  const problems = fleetProblems(health, expected);
  if (problems.length === 0 && isActive && health.desired === 0) {
    return ok(subject, "scaled to 0, as `size.min` allows");
  }
  if (problems.length === 0) return ok(subject, `${health.running.length} healthy tasks`);
  // Rules of both load balancers name the target groups of either fleet, unless somebody deleted them.
  const unrouted = health.targets.some(({ reason }) => reason.startsWith("Target.NotInUse"));
  return (isActive ? failing : warning)(
    subject,
    [...problems, ...(unrouted ? ["a listener or a rule may have been deleted"] : [])].join("; "),
    unrouted
      ? refresh
      : "fix production first; if a release is the fix, add --force-from-broken to `deploy`",
  );
}
