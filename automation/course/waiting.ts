import type { Difference } from "../../config/definition";
import { bluegreen } from "./commandLines";

/** Settings that wait for a release, one line per service, with the command that releases them. */
export function describeWaiting(
  stack: string,
  waiting: Record<string, readonly Difference[]>,
): string[] {
  return Object.entries(waiting).map(([service, changes]) => {
    return `${differing(service, changes)}; to release: ${releasing(stack, service)}`;
  });
}

/** `users: cpu, environment.LOG_LEVEL differ from what is serving` */
export function differing(service: string, changes: readonly Difference[]): string {
  const keys = changes.map(({ key }) => key).join(", ");
  return `${service}: ${keys} ${changes.length === 1 ? "differs" : "differ"} from what is serving`;
}

export function releasing(stack: string, service: string): string {
  return bluegreen("deploy", stack, "--service", service);
}
