import type { ServiceState } from "../../release/state";

/** What takes production of adopted names back to where it was served before. */
export function backToOrigin(
  service: string,
  { origin = {} }: Pick<ServiceState, "origin">,
): string {
  return `point ${Object.keys(origin).join(", ")} at the origin of ${service} again`;
}
