import type { EcsService } from "../../world/ecsService";
import type { Taken } from "./taken";

/** What `startSeconds` is by default, and at most. */
const [usual, most] = [600, 3600];

/** How long failed health checks of new tasks don't count; here that is also how long a release waits for them. */
export function startOf({ service }: EcsService): Taken {
  const { healthCheckGracePeriodSeconds: seconds = 0 } = service;
  const grace = `health check grace period of ${seconds} s`;
  if (seconds === 0) return { value: {}, left: [] };
  if (seconds < usual) {
    return { value: {}, left: [`${grace}: \`startSeconds\` gives tasks ${usual} s by default`] };
  }
  return {
    value: seconds === usual ? {} : { startSeconds: Math.min(seconds, most) },
    left: seconds > most ? [`${grace}: ${most} s were taken, the most for \`startSeconds\``] : [],
  };
}
