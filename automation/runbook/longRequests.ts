import { settingsOf } from "../../config/definition";
import { idleTimeoutSeconds } from "../../config/longRequests";
import type { Settings } from "../../config/schema";
import { type Color, type ReleaseState, serviceState } from "../../release/state";

/** How long requests, event streams and WebSockets may live that are open when a fleet stops. */
export interface LongRequests {
  /** Color of the fleet that stops. */
  fleet: Color;
  /** Counted from the stop: load balancers then close whatever is still open. */
  closedAfterSeconds: number;
  /** As in the current settings; applies to fleets released with them. */
  longestRequestSeconds: number;
  /** How long a task then has to exit. */
  stopSeconds: number;
  /** At any time, a connection without a byte for this long is closed; null: another environment decides. */
  idleSeconds: number | null;
}

/** Of the fleets that stop, by service. A worker has none, nor has a service whose fleet never ran. */
export function longRequestsOf(
  settings: Settings,
  release: ReleaseState,
  stopping: Record<string, Color | null>,
): Record<string, LongRequests> {
  const idleSeconds = settings.foundation ? null : idleTimeoutSeconds(settings, release);
  const found = Object.entries(stopping).flatMap(([name, color]) => {
    const service = settings.services[name];
    if (service?.kind !== "api" || !color) return [];
    const fleet = serviceState(release, name).fleets[color];
    if (fleet.image === null) return [];
    const { deregistrationSeconds, stopSeconds } = settingsOf(service, fleet);
    const of: LongRequests = {
      fleet: color,
      closedAfterSeconds: deregistrationSeconds,
      longestRequestSeconds: service.longestRequestSeconds,
      stopSeconds,
      idleSeconds,
    };
    return [[name, of] as const];
  });
  return Object.fromEntries(found);
}

/** Lines for people before a release, with what cannot be kept. */
export function foretold(longRequests: Record<string, LongRequests>): string[] {
  return Object.entries(longRequests).flatMap(([name, one]) => {
    const { fleet, closedAfterSeconds: left, longestRequestSeconds: longest, ...rest } = one;
    const { idleSeconds, stopSeconds } = rest;
    const idle =
      idleSeconds === null
        ? ""
        : `; at any time, a connection without a byte for ${idleSeconds} s is closed`;
    const lines = [
      `${name}: requests still open when ${fleet} stops have ${left} s to finish; after that, event ` +
        `streams and WebSockets are closed${idle}`,
    ];
    if (longest > left) {
      lines.push(
        `${name}: ${fleet} was released with ${left} s; the ${longest} s in the settings apply to fleets ` +
          "released from now on",
      );
    }
    if (left > stopSeconds)
      lines.push(`${name}: a task of ${fleet} then has ${stopSeconds} s to exit`);
    return lines;
  });
}

/** Lines for people after it. */
export function happened(longRequests: Record<string, LongRequests>): string[] {
  return Object.entries(longRequests).map(
    ([name, { fleet, closedAfterSeconds: left }]) =>
      `${name}: requests open when ${fleet} stopped had ${left} s to finish; event streams and WebSockets ` +
      "still open after that were closed",
  );
}
