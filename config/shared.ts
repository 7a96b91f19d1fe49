import { servingServices } from "../release/serving";
import type { ReleaseState } from "../release/state";
import { calledServices } from "./calls";
import { withCallsOf } from "./definition";
import { runningColors } from "./registered";
import { idleTimeoutSeconds } from "./longRequests";
import type { Settings } from "./schema";

/**
 * Whether an `up` from one state to the other changes what all services share, or what other services have: what
 * is protected, the load balancers' idle timeout, which services have a private name.
 */
export function changesShared(settings: Settings, from: ReleaseState, to: ReleaseState): boolean {
  return sharedBy(settings, from) !== sharedBy(settings, to);
}

function sharedBy(settings: Settings, release: ReleaseState): string {
  const called = calledServices(withCallsOf(settings, release));
  // Their private names, and with the last of these what all private names share.
  const registered = Object.keys(release.services).filter((name) =>
    runningColors(name, release).some(
      (color) => release.services[name]!.fleets[color].called === true,
    ),
  );
  const idle = idleTimeoutSeconds(settings, release);
  return JSON.stringify([servingServices(release), idle, Object.keys(called).sort(), registered]);
}
